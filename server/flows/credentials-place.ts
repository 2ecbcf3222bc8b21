import type { StoredConnection } from '../store/connection-store.ts';
import type { SecretPlace } from '../store/vault.ts';

/** Where the vault binds the credentials of a connection to. */
export function credentialsPlace({
  organization,
  tenantId,
  id,
}: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>): SecretPlace {
  return { organization, tenantId, record: `connection:${id}`, field: 'credentials' };
}
