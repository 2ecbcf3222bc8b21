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

/** Creates all ports for one connection or transaction. */
export function kyselyStores(db: Kysely<Database>, outbox: KyselyOutboxStoreOptions = {}): Stores {
  return {
    tenants: new KyselyTenantStore(db),
    connections: new KyselyConnectionStore(db),
    connectionLeases: new KyselyConnectionLeaseStore(db),
    signIns: new KyselySignInStore(db),
    sessions: new KyselySessionStore(db),
    signOuts: new KyselySignOutStore(db),
    usedTokens: new KyselyUsedTokenStore(db),
    activity: new KyselyActivityStore(db),
    outbox: new KyselyOutboxStore(db, outbox),
    installations: new KyselyInstallationStore(db),
    installationDrafts: new KyselyInstallationDraftStore(db),
    consents: new KyselyConsentStore(db),
    runs: new KyselyRunStore(db),
    webhookEndpoints: new KyselyWebhookEndpointStore(db),
    webhookDeliveries: new KyselyWebhookDeliveryStore(db, outbox),
    vaultKeys: new KyselyVaultKeyStore(db),
    signingKeys: new KyselySigningKeyStore(db),
    vendorKeys: new KyselyVendorKeyStore(db),
    accessTokens: new KyselyAccessTokenStore(db),
    idempotency: new KyselyIdempotencyStore(db),
  };
}
