import type { InstallStep } from '../../widget/protocol/installation.ts';
import type { TenantScope } from './tenant-store.ts';

/** The person and the integration that a draft belongs to. */
export interface DraftOwner {
  /** Slug of the integration. */
  readonly integration: string;
  /** `null`: a token without a user. */
  readonly userKey: string | null;
}

/** What a person has entered in an install flow and not saved. */
export interface StoredInstallationDraft extends TenantScope, DraftOwner {
  readonly step: InstallStep;
  /** JSON. It contains no secret. */
  readonly settings: string;
  /** The secret settings, sealed by the vault. `null`: there are none. */
  readonly secretSettings: Uint8Array | null;
  readonly schedule: string;
  readonly timeZone: string;
  readonly updatedAt: number;
}

/** Stores the drafts of install flows, at most one for each person and integration. */
export interface InstallationDraftStore {
  find(scope: TenantScope, owner: DraftOwner): Promise<StoredInstallationDraft | undefined>;
  /** Creates or replaces a draft. Rejects if the tenant does not belong to the organization. */
  save(draft: StoredInstallationDraft): Promise<void>;
  /** Does nothing if there is no draft. */
  delete(scope: TenantScope, owner: DraftOwner): Promise<void>;
  /** Deletes the drafts of all persons of the tenant for an integration. */
  deleteAll(scope: TenantScope, integration: string): Promise<void>;
  /** Deletes up to `DELETE_BATCH_SIZE` drafts that were last saved before a time. Resolves to their number. */
  deleteUpdatedBefore(time: number): Promise<number>;
}
