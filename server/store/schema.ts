import type { ConnectionStatus } from '../../widget/protocol/connection.ts';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import type { InstallStep } from '../../widget/protocol/installation.ts';
import type { WebhookEventType } from '../config/config.ts';
import type { ActivityType } from './activity-store.ts';
import type { SignInStatus } from './sign-in-store.ts';
import type { RunStatus } from '../../widget/protocol/installation.ts';
import type { SigningPurpose } from './signing-key-store.ts';
import type { AccessTokenType } from './access-token-store.ts';
import type { WebhookDeliveryStatus } from './webhook-delivery-store.ts';

/*
 * The tables after the newest migration. Times are milliseconds since 1970, `0` and `1` mean false and
 * true, columns named `..._json` hold JSON as text.
 */

/** Kinds of rows whose ids come from the table of counters. */
export type Sequence =
  'tenant' | 'connection' | 'sign_in' | 'installation' | 'webhook_delivery' | 'activity' | 'access_token' | 'run';

interface CounterTable {
  name: Sequence;
  /** The last used id. It never decreases, so no id is used twice. */
  value: number;
}

interface TenantTable {
  id: number;
  organization: string;
  key: string;
  name: string | null;
  created_at: number;
  token_secret: Uint8Array | null;
  revision: number;
}

interface ConnectionTable {
  id: number;
  organization: string;
  tenant_id: number;
  user_key: string | null;
  connector: string;
  name: string;
  status: ConnectionStatus;
  verified: number;
  account: string | null;
  problem_code: ErrorCode | null;
  problem_message: string | null;
  credentials: Uint8Array | null;
  revision: number;
  created_at: number;
  updated_at: number;
  status_changed_at: number;
  connected_at: number | null;
  expires_at: number | null;
  refresh_at: number | null;
  refresh_failures: number;
  fence: number;
  leased_until: number | null;
  verify_at: number | null;
  verify_refusals: number;
  delete_after: number | null;
  host_managed: number;
  /** Sealed. */
  host_value_hash: Uint8Array | null;
  host_issued_at: number | null;
  external_ref: string | null;
  /** Sealed. */
  imported_hash: Uint8Array | null;
}

interface SignInTable {
  id: number;
  organization: string;
  tenant_id: number;
  connection_id: number;
  connector: string;
  context_json: string;
  locale: string;
  status: SignInStatus;
  token_hash: Uint8Array;
  state_hash: Uint8Array | null;
  browser_binding_hash: Uint8Array | null;
  secrets: Uint8Array | null;
  failed_code_attempts: number;
  mismatch_recorded: number;
  problem_code: ErrorCode | null;
  problem_message: string | null;
  previous_account: string | null;
  revision: number;
  created_at: number;
  updated_at: number;
  expires_at: number;
}

interface SessionTable {
  token_hash: Uint8Array;
  organization: string;
  tenant_id: number;
  context_json: string;
  embed_token_hash: Uint8Array | null;
  created_at: number;
  expires_at: number;
}

interface SignOutTable {
  organization: string;
  tenant_id: number;
  /** Empty: everybody of the tenant. */
  user_key: string;
  signed_out_at: number;
}

interface UsedTokenTable {
  organization: string;
  token_hash: Uint8Array;
  expires_at: number;
}

interface ActivityTable {
  id: number;
  organization: string;
  tenant_id: number;
  type: ActivityType;
  connection_id: number | null;
  installation_id: number | null;
  actor_id: string | null;
  actor_name: string | null;
  detail_json: string;
  at: number;
}

interface InstallationTable {
  id: number;
  organization: string;
  tenant_id: number;
  user_key: string | null;
  integration: string;
  settings_json: string;
  schedule: string;
  paused: number;
  capability_hash: Uint8Array | null;
  capability: Uint8Array | null;
  created_at: number;
  updated_at: number;
  /** Sealed. */
  secret_settings: Uint8Array | null;
  time_zone: string;
  /** `null`: it does not run. */
  next_due_at: number | null;
  /** Id of the actor. */
  updated_by: string | null;
  revision: number;
  awaits_consent: number;
}

interface InstallationDraftTable {
  organization: string;
  tenant_id: number;
  integration: string;
  /** Empty: a token without a user. */
  user_key: string;
  step: InstallStep;
  settings_json: string;
  /** Sealed. */
  secret_settings: Uint8Array | null;
  schedule: string;
  time_zone: string;
  updated_at: number;
}

interface ConsentTable {
  organization: string;
  tenant_id: number;
  integration: string;
  /** Empty: the whole account. */
  user_key: string;
  text_hash: Uint8Array;
  locale: string;
  actor_id: string | null;
  actor_name: string | null;
  given_at: number;
  withdrawn_at: number | null;
}

interface RunTable {
  id: number;
  organization: string;
  tenant_id: number;
  installation_id: number;
  status: RunStatus;
  message: string | null;
  overview_json: string;
  details_json: string;
  errors_json: string;
  started_at: number;
  /** `null` while it runs. */
  finished_at: number | null;
  updated_at: number;
  revision: number;
}

interface WebhookEndpointTable {
  id: string;
  organization: string;
  /** `null`: receives the events of all tenants. */
  tenant_id: number | null;
  url: string;
  events_json: string;
  secret: Uint8Array;
  previous_secret: Uint8Array | null;
  previous_secret_until: number | null;
  created_at: number;
  updated_at: number;
}

interface DisabledWebhookEndpointTable {
  /** Id of a row in `webhook_endpoints`, or of an endpoint in the configuration. */
  endpoint_id: string;
  organization: string;
  reason: string;
  disabled_at: number;
}

interface WebhookListenerTable {
  id: string;
  organization: string;
  expires_at: number;
}

interface WebhookDeliveryTable {
  id: number;
  organization: string;
  endpoint_id: string;
  event_id: string;
  status: WebhookDeliveryStatus;
  /** Attempts of the current round. A redelivery starts a new round. */
  attempts: number;
  /** When the delivery is due. During an attempt: when its lease ends. `null`: never. */
  next_attempt_at: number | null;
  fence: number;
  last_attempt_at: number | null;
  status_code: number | null;
  duration_ms: number | null;
  error: string | null;
  created_at: number;
}

interface OutboxTable {
  /** The `webhook-id` of every attempt. */
  id: string;
  organization: string;
  tenant_id: number;
  /** The user that the event belongs to, as in connections and installations. */
  user_key: string | null;
  type: WebhookEventType;
  sequence: number;
  /** Version of the format of `body_json`. */
  body_version: number;
  /** Exactly what is sent, so that all attempts send the same bytes. */
  body_json: string;
  created_at: number;
}

interface OutboxSequenceTable {
  /** Empty: `value` is where new organizations start. */
  organization: string;
  /** The last sequence number given out. Never goes down. */
  value: number;
}

interface VaultKeyTable {
  key_id: string;
  check_value: Uint8Array;
  created_at: number;
}

interface SigningKeyTable {
  kid: string;
  purpose: SigningPurpose;
  x: string;
  y: string;
  private_key: Uint8Array;
  created_at: number;
  signs_from: number;
  published_until: number | null;
}

interface VendorKeyTable {
  organization: string;
  vendor_id: string;
  fingerprint: string;
  public_key: string;
  created_at: number;
  /** `null`: until another key replaces it. */
  accepted_until: number | null;
}

interface AccessTokenTable {
  id: number;
  organization: string;
  name: string;
  type: AccessTokenType;
  scopes_json: string;
  /** Keys of tenants. `null`: all. */
  tenants_json: string | null;
  token_hash: Uint8Array;
  hint: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

interface IdempotencyKeyTable {
  access_token_id: number;
  key: string;
  request_hash: Uint8Array;
  response: Uint8Array | null;
  expires_at: number;
}

/** Every table and its columns, for Kysely. */
export interface Database {
  counters: CounterTable;
  tenants: TenantTable;
  connections: ConnectionTable;
  sign_ins: SignInTable;
  sessions: SessionTable;
  sign_outs: SignOutTable;
  used_tokens: UsedTokenTable;
  activity: ActivityTable;
  installations: InstallationTable;
  installation_drafts: InstallationDraftTable;
  consents: ConsentTable;
  runs: RunTable;
  webhook_endpoints: WebhookEndpointTable;
  disabled_webhook_endpoints: DisabledWebhookEndpointTable;
  webhook_listeners: WebhookListenerTable;
  webhook_deliveries: WebhookDeliveryTable;
  outbox: OutboxTable;
  outbox_sequences: OutboxSequenceTable;
  vault_keys: VaultKeyTable;
  signing_keys: SigningKeyTable;
  vendor_keys: VendorKeyTable;
  access_tokens: AccessTokenTable;
  idempotency_keys: IdempotencyKeyTable;
}
