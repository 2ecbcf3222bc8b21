import type { StoredConnection } from '../store/connection-store.ts';
import type { SecretLocation } from '../store/vault.ts';

/** Returns the location that the vault binds the credentials of a connection to. */
export function credentialsLocation({
  organization,
  tenantId,
  id,
}: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>): SecretLocation {
  return { organization, tenantId, record: `connection:${id}`, field: 'credentials' };
}
