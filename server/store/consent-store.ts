import type { Actor } from './activity-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** The owner of a consent: a whole account or one of its users, for one integration. */
export interface ConsentOwner {
  /** Slug of the integration. */
  readonly integration: string;
  /** `null`: the whole account. */
  readonly userKey: string | null;
}

/** The owner of a consent, with its tenant. */
export type TenantConsentOwner = ConsentOwner & Pick<TenantScope, 'tenantId'>;

/** What was agreed to, by whom and when. */
export interface StoredConsent extends TenantScope, ConsentOwner {
  /** SHA-256 of the text in all languages. */
  readonly textHash: Uint8Array;
  /** Language in which the person read the text. */
  readonly locale: string;
  readonly actor: Actor | null;
  readonly givenAt: number;
  readonly withdrawnAt: number | null;
}

/** Stores the newest consent of each owner and integration. */
export interface ConsentStore {
  /** Finds a consent. It may be withdrawn. */
  find(scope: TenantScope, owner: ConsentOwner): Promise<StoredConsent | undefined>;
  /** Finds the consents of several owners in one organization, in no order. They may be withdrawn. */
  findMany(organization: string, owners: readonly TenantConsentOwner[]): Promise<readonly StoredConsent[]>;
  /**
   * Lists the consents of the whole account, and unless `userKey` is `null` those of one user. They may be withdrawn.
   */
  list(scope: TenantScope, userKey: string | null): Promise<readonly StoredConsent[]>;
  /** Stores a consent, and replaces an earlier one. Rejects if the tenant does not belong to the organization. */
  give(consent: Omit<StoredConsent, 'withdrawnAt'>): Promise<void>;
  /** Marks a consent as withdrawn. Resolves to `false` if there is none, or if it was withdrawn before. */
  withdraw(scope: TenantScope, owner: ConsentOwner, now: number): Promise<boolean>;
  /** Removes a consent with its history. Does nothing if there is none. */
  delete(scope: TenantScope, owner: ConsentOwner): Promise<void>;
}
