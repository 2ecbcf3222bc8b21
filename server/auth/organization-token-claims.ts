/** The claims that tokens for the pages of organizations can have. Others are ignored. */
export const ORGANIZATION_TOKEN_CLAIMS: readonly string[] = [
  'sub',
  'external_id',
  'tenant',
  'user',
  'iat',
  'exp',
  'nbf',
  'jti',
  'meta',
  'ti',
  'xti',
  'tenant_name',
  'permissions',
  'state',
];
