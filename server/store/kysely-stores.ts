import type { Kysely } from 'kysely';

import { KyselyAccessTokenStore } from './kysely-access-token-store.ts';
import { KyselyActivityStore } from './kysely-activity-store.ts';
import { KyselyConnectionLeaseStore } from './kysely-connection-lease-store.ts';
import { KyselyConnectionStore } from './kysely-connection-store.ts';
import { KyselySignInStore } from './kysely-sign-in-store.ts';
import { KyselyIdempotencyStore } from './kysely-idempotency-store.ts';
import { KyselyConsentStore } from './kysely-consent-store.ts';
import { KyselyInstallationDraftStore } from './kysely-installation-draft-store.ts';
import { KyselyInstallationStore } from './kysely-installation-store.ts';
import { KyselyOutboxStore, type KyselyOutboxStoreOptions } from './kysely-outbox-store.ts';
import { KyselyRunStore } from './kysely-run-store.ts';
import { KyselySessionStore } from './kysely-session-store.ts';
import { KyselySignOutStore } from './kysely-sign-out-store.ts';
import { KyselySigningKeyStore } from './kysely-signing-key-store.ts';
import { KyselyTenantStore } from './kysely-tenant-store.ts';
import { KyselyUsedTokenStore } from './kysely-used-token-store.ts';
import { KyselyVaultKeyStore } from './kysely-vault-key-store.ts';
import { KyselyWebhookDeliveryStore } from './kysely-webhook-delivery-store.ts';
import { KyselyVendorKeyStore } from './kysely-vendor-key-store.ts';
import { KyselyWebhookEndpointStore } from './kysely-webhook-endpoint-store.ts';
import type { Database } from './schema.ts';
import type { Stores } from './store.ts';

/** Returns all ports for one connection or transaction. Each is created where it is read, because most writes use two. */
export function kyselyStores(db: Kysely<Database>, outbox: KyselyOutboxStoreOptions = {}): Stores {
  return {
    get tenants() {
      return new KyselyTenantStore(db);
    },
    get connections() {
      return new KyselyConnectionStore(db);
    },
    get connectionLeases() {
      return new KyselyConnectionLeaseStore(db);
    },
    get signIns() {
      return new KyselySignInStore(db);
    },
    get sessions() {
      return new KyselySessionStore(db);
    },
    get signOuts() {
      return new KyselySignOutStore(db);
    },
    get usedTokens() {
      return new KyselyUsedTokenStore(db);
    },
    get activity() {
      return new KyselyActivityStore(db);
    },
    get outbox() {
      return new KyselyOutboxStore(db, outbox);
    },
    get installations() {
      return new KyselyInstallationStore(db);
    },
    get installationDrafts() {
      return new KyselyInstallationDraftStore(db);
    },
    get consents() {
      return new KyselyConsentStore(db);
    },
    get runs() {
      return new KyselyRunStore(db);
    },
    get webhookEndpoints() {
      return new KyselyWebhookEndpointStore(db);
    },
    get webhookDeliveries() {
      return new KyselyWebhookDeliveryStore(db, outbox);
    },
    get vaultKeys() {
      return new KyselyVaultKeyStore(db);
    },
    get signingKeys() {
      return new KyselySigningKeyStore(db);
    },
    get vendorKeys() {
      return new KyselyVendorKeyStore(db);
    },
    get accessTokens() {
      return new KyselyAccessTokenStore(db);
    },
    get idempotency() {
      return new KyselyIdempotencyStore(db);
    },
  };
}
