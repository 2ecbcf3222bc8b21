import type { Egress } from '../egress.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault.ts';

/** Dependencies of all use cases. */
export interface UseCaseDeps {
  readonly store: Store;
  readonly vault: Vault;
  readonly egress: Egress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
