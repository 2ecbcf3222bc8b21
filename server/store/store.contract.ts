import { describe } from 'node:test';

import { accessTokenStoreContract } from './access-token-store.contract.ts';
import { activityStoreContract } from './activity-store.contract.ts';
import { connectionStoreContract } from './connection-store.contract.ts';
import { expiringStoresContract } from './expiring-stores.contract.ts';
import { signInStoreContract } from './sign-in-store.contract.ts';
import { idempotencyStoreContract } from './idempotency-store.contract.ts';
import { installationStoreContract } from './installation-store.contract.ts';
import { connectionLeaseContract } from './connection-lease.contract.ts';
import { outboxStoreContract } from './outbox-store.contract.ts';
import { runStoreContract } from './run-store.contract.ts';
import { scopeContract } from './scope.contract.ts';
import { signingKeyStoreContract } from './signing-key-store.contract.ts';
import type { Store } from './store.ts';
import { tenantStoreContract } from './tenant-store.contract.ts';
import { webhookStoreContract } from './webhook-store.contract.ts';
import { writeContract } from './write.contract.ts';

/** Opens an empty store. Its `close` deletes the data. */
export type OpenStore = () => Promise<Store>;

/** Contract of every implementation of the ports. */
export function storeContract(database: string, open: OpenStore): void {
  describe(`the store on ${database}`, () => {
    writeContract(open);
    scopeContract(open);
    tenantStoreContract(open);
    connectionStoreContract(open);
    connectionLeaseContract(open);
    signInStoreContract(open);
    installationStoreContract(open);
    runStoreContract(open);
    outboxStoreContract(open);
    webhookStoreContract(open);
    expiringStoresContract(open);
    signingKeyStoreContract(open);
    activityStoreContract(open);
    accessTokenStoreContract(open);
    idempotencyStoreContract(open);
  });
}
