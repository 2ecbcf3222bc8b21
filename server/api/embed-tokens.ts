import { z } from '@hono/zod-openapi';
import { PERMISSIONS } from '../../widget/protocol/permissions.ts';
import { visibleConnector } from '../connections/visible-connections.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import { isoTime } from '../iso-time.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, jsonRequest, jsonResponse } from './api-route.ts';
import { keySchema, tenantKeySchema } from './tenant-reference.ts';

/** As much as the claim `state` of a token may have. */
const MAX_STATE_BYTES = 1024;

const requestSchema = requestObject({
  tenant: tenantKeySchema.openapi({
    description: 'The key of the customer account. Its first page creates it if it is new.',
  }),
  user: keySchema.optional().openapi({
    description: 'Your id of the person. Default: the key of the tenant.',
    example: 'ada@initech.example',
  }),
  target: requestObject({
    connector: z.string().optional().openapi({ description: 'The only connector that the token opens.' }),
    integration: z
      .string()
      .optional()
      .openapi({ description: 'Name or number of the only integration that the token opens.' }),
  })
    .optional()
    .openapi({ description: 'Default: every page of the organization.' }),
  permissions: z
    .array(z.enum(PERMISSIONS))
    .min(1)
    .optional()
    .openapi({ description: 'What the person may do. Default: everything.' }),
  state: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= MAX_STATE_BYTES, `is longer than ${MAX_STATE_BYTES} bytes`)
    .optional()
    .openapi({ description: 'Text of yours, up to 1 kB, that comes back in `success`, receipts and webhooks.' }),
}).openapi('CreateEmbedToken', {
  example: { tenant: '4242', user: 'ada@initech.example', target: { connector: 'hubspot' } },
});

const embedTokenSchema = z
  .strictObject({
    token: z.string().openapi({ description: 'Give it to your page, for the tag or for the address of a page.' }),
    expires_at: z.iso.datetime().openapi({ description: 'Five minutes from now.' }),
  })
  .openapi('EmbedToken', {
    example: {
      token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImVtYmVkLXRva2VuK2p3dCJ9.…',
      expires_at: '2026-01-31T12:05:00.000Z',
    },
  });

const createToken = apiRoute('embed', {
  method: 'post',
  path: '/embed-tokens',
  operationId: 'createEmbedToken',
  tags: ['Embed tokens'],
  summary: 'Create an embed token',
  description:
    'For back ends that do not sign tokens themselves. The token opens the pages of the organization, in the address or by ' +
    'message, and works once. It ends when the access token is revoked, and so does what it opened.',
  request: { body: jsonRequest(requestSchema) },
  responses: {
    200: jsonResponse('The token.', embedTokenSchema),
    404: errorResponse('`not_found`: the access token is not for this tenant.'),
  },
});

/** `/embed-tokens`: tokens that open pages. */
export function embedTokenRoutes({ embedTokens, useCaseDeps }: Pick<ApiDeps, 'embedTokens' | 'useCaseDeps'>) {
  return apiRouter().openapi(createToken, async (c) => {
    const { accessToken, log } = c.var;
    const { organization } = accessToken;
    const { tenant: tenantKey, user: userKey = tenantKey, target = {}, permissions, state } = c.req.valid('json');
    if (!mayUseTenant(accessToken, tenantKey)) throw new NotFoundError();
    requireTarget(organization, target);
    const { token, expiresAt } = await embedTokens.sign(
      {
        ...{ organization: organization.slug, tenantKey, userKey, permissions, state },
        integrationName: target.integration,
        connectorName: target.connector,
        accessTokenId: accessToken.id,
      },
      useCaseDeps.now(),
    );
    log.info({ tenant: tenantKey, user: userKey }, 'created an embed token');
    return c.json({ token, expires_at: isoTime(expiresAt) }, 200);
  });
}

/** Throws `InvalidRequestError` for a target that no page of the organization can show. */
function requireTarget(
  organization: OrganizationConfig,
  { connector, integration }: { readonly connector?: string | undefined; readonly integration?: string | undefined },
): void {
  const unknown = (path: string, message: string) =>
    new InvalidRequestError('Some values are wrong.', [{ path: `target.${path}`, message }]);
  if (connector !== undefined && !visibleConnector(organization, connector)) {
    throw unknown('connector', 'is no connector of the organization');
  }
  if (integration === undefined) return;
  const found = [...organization.integrations.values()].find(
    ({ slug, id }) => slug === integration || String(id) === integration,
  );
  if (!found) throw unknown('integration', 'is no integration of the organization');
  if (connector !== undefined && !found.connectors.includes(connector)) {
    throw unknown('connector', 'is no connector of the integration');
  }
}
