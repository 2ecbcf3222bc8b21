import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import type { SessionContext } from '../auth/session.ts';
import type { WebhookEventType } from '../config/config.ts';
import { isoTime } from '../iso-time.ts';
import type { Activity, ActivityType, Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Installation } from '../store/installation-store.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { connectionIdentity, connectionResource, installationResource } from './resources.ts';

/** What an event of each type has beyond its origin. Rows are as they are after the event. */
interface EventContents {
  'connection.created': { readonly connection: StoredConnection };
  /** The provider accepted new credentials. */
  'connection.connected': {
    readonly connection: StoredConnection;
    /** Whether the connection belonged to another account before. */
    readonly otherAccount: boolean;
  };
  /** A later verification was the first to succeed, or found the account. */
  'connection.verified': { readonly connection: StoredConnection };
  /** An attempt to connect failed at the provider. Credentials that work stay in use. */
  'connection.refused': { readonly connection: StoredConnection; readonly code: ErrorCode };
  'connection.needs_reauth': { readonly connection: StoredConnection };
  'connection.renamed': { readonly connection: StoredConnection };
  /** A back end had the stored credentials verified, and the connection did not change. */
  'connection.checked': { readonly connection: StoredConnection; readonly result: string };
  /** A back end read the credentials. */
  'connection.credentials_read': { readonly connection: StoredConnection };
  'connection.disconnected': { readonly connection: StoredConnection };
  /** The connection is as it was read before its deletion. */
  'connection.deleted': { readonly connection: StoredConnection };
  'sign_in.browser_mismatch': { readonly signIn: StoredSignIn; readonly reason: string };
  'installation.created': { readonly installation: Installation };
  'installation.updated': {
    readonly installation: Installation;
    /** Absent: the settings or the schedule were changed. */
    readonly change?: 'paused' | 'resumed' | undefined;
  };
  'installation.deleted': { readonly installation: Installation };
  /** A request to the `webhook_url` of an installation. */
  'installation.triggered': { readonly installation: Installation; readonly payload: unknown };
  /** `dueAt` is in milliseconds since 1970. */
  'installation.run_due': { readonly installation: Installation; readonly dueAt: number };
  /** A back end registered an endpoint for the events of the tenant, or of the whole organization. */
  'webhook_endpoint.created': OfEndpoint & { readonly url: URL };
  /** `changed` has the names of what is new: `url`, `events`. */
  'webhook_endpoint.changed': OfEndpoint & { readonly changed: readonly string[] };
  'webhook_endpoint.secret_rotated': OfEndpoint;
  'webhook_endpoint.disabled': OfEndpoint & { readonly reason: string };
  'webhook_endpoint.enabled': OfEndpoint;
  'webhook_endpoint.deleted': OfEndpoint;
  /** A back end had an event sent again. */
  'webhook_endpoint.redelivered': OfEndpoint & { readonly eventId: string };
  /** A back end added a key that verifies embed tokens. It concerns the whole organization. */
  'signing_key.added': OfTenant & { readonly vendorId: string };
  'tenant.created': OfTenant;
  'tenant.renamed': OfTenant;
  /** `userKey` is `null` if everybody was signed out. */
  'tenant.signed_out': OfTenant & { readonly userKey: string | null };
  'tenant.deleted': OfTenant;
  'consent.given': Consent;
  'consent.withdrawn': Consent;
  /** A back end set or replaced the secret that signs the embed tokens of a tenant. */
  'tenant.secret_set': OfTenant;
  'tenant.secret_deleted': OfTenant;
}

interface OfTenant {
  readonly scope: TenantScope;
}

/** A webhook endpoint of one tenant, or of the whole organization. */
interface OfEndpoint extends OfTenant {
  readonly endpointId: string;
}

/** The consent of a tenant, or of one of its users, to an integration. */
interface Consent {
  readonly scope: TenantScope;
  readonly userKey: string | null;
  readonly integration: string;
  /** Absent: the integration is not installed. */
  readonly installationId?: number | undefined;
}

/** Who caused an event, and what their embed token says that goes back to the host with it. */
export interface EventCause {
  readonly actor: Actor | null;
  /** `state` of the embed token, which returns in webhooks. */
  readonly state?: string;
  /** `embed_state` of the embed token, which returns in webhooks. */
  readonly embedState?: string;
}

/** Returns the cause of an event within a session. */
export function causeOf({
  actor,
  state,
  embedState,
}: Pick<SessionContext, 'actor' | 'state'> & { readonly embedState?: string | undefined }): EventCause {
  return { actor, ...(state !== null && { state }), ...(embedState !== undefined && { embedState }) };
}

/** Returns the cause in the options of a use case, and nothing else of them. */
export function pickCause({ actor, state, embedState }: EventCause): EventCause {
  return causeOf({ actor, state: state ?? null, embedState });
}

/** Who caused an event, and when. */
interface EventOrigin extends EventCause {
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Every type of event. A due run is no activity: no person or program did anything, and most of the log would be due runs.
 */
export type RecordedEventType = ActivityType | 'installation.run_due';

/** Everything that happens to a tenant's connections and installations. */
export type RecordedEvent<Type extends RecordedEventType = RecordedEventType> = {
  [Each in Type]: { readonly type: Each } & EventContents[Each] & EventOrigin;
}[Type];

/** The data of a webhook. It never contains a credential. */
type WebhookData = Readonly<Record<string, unknown>>;

/** How one type of event is recorded. */
interface EventRow<Type extends RecordedEventType> {
  readonly subject: (event: RecordedEvent<Type>) => EventSubject;
  /** More details for the activity log. */
  readonly detail?: (event: RecordedEvent<Type>) => Activity['detail'];
  /** Absent if webhooks do not hear of the event. */
  readonly webhook?: readonly [type: WebhookEventType, data: (event: RecordedEvent<Type>) => WebhookData];
}

/** What an event happened to. */
interface EventSubject {
  readonly scope: TenantScope;
  /** The user that it belongs to. Only decides which webhooks hear of the event, so it is not needed without one. */
  readonly userKey?: string | null;
  readonly connectionId?: number;
  readonly installationId?: number;
  readonly detail?: Activity['detail'];
}

const ofConnection = ({ connection }: { readonly connection: StoredConnection }): EventSubject => ({
  scope: connection,
  userKey: connection.userKey,
  connectionId: connection.id,
  detail: { connector: connection.connector },
});

const ofInstallation = ({ installation }: { readonly installation: Installation }): EventSubject => ({
  scope: installation,
  userKey: installation.userKey,
  installationId: installation.id,
});

const ofTenant = ({ scope }: OfTenant): EventSubject => ({ scope });

const ofEndpoint = ({ scope, endpointId }: OfEndpoint): EventSubject => ({ scope, detail: { endpointId } });

const ofConsent = ({ scope, userKey, installationId }: Consent): EventSubject => ({
  ...{ scope, userKey },
  ...(installationId !== undefined && { installationId }),
});

const withConnection = ({ connection }: { readonly connection: StoredConnection }): WebhookData => ({
  connection: connectionResource(connection),
});

const withInstallation = ({ installation }: { readonly installation: Installation }): WebhookData => ({
  installation: installationResource(installation),
});

const withConsent = ({ integration, userKey }: Consent): WebhookData => ({ consent: { integration, user: userKey } });

const integrationOf = ({ installation }: { readonly installation: Installation }): Activity['detail'] => ({
  integration: installation.integration,
});

/** The text of the activity row and the data of the webhook, for each type of event. */
const EVENT_ROWS: { readonly [Type in RecordedEventType]: EventRow<Type> } = {
  'connection.created': { subject: ofConnection },
  'connection.connected': {
    subject: ofConnection,
    detail: ({ connection: { verified }, otherAccount }) => ({ verified, ...(otherAccount && { otherAccount }) }),
    webhook: ['connection.connected', withConnection],
  },
  'connection.verified': { subject: ofConnection, webhook: ['connection.updated', withConnection] },
  'connection.refused': { subject: ofConnection, detail: ({ code }) => ({ code }) },
  'connection.needs_reauth': { subject: ofConnection, webhook: ['connection.needs_reauth', withConnection] },
  'connection.renamed': { subject: ofConnection, webhook: ['connection.updated', withConnection] },
  'connection.checked': { subject: ofConnection, detail: ({ result }) => ({ result }) },
  'connection.credentials_read': { subject: ofConnection },
  'connection.disconnected': { subject: ofConnection, webhook: ['connection.disconnected', withConnection] },
  'connection.deleted': {
    subject: ofConnection,
    webhook: ['connection.deleted', ({ connection }) => ({ connection: connectionIdentity(connection) })],
  },
  'sign_in.browser_mismatch': {
    subject: ({ signIn }) => ({ scope: signIn, connectionId: signIn.connectionId }),
    detail: ({ signIn: { connector }, reason }) => ({ connector, reason }),
  },
  'installation.created': {
    subject: ofInstallation,
    detail: integrationOf,
    webhook: ['installation.created', withInstallation],
  },
  'installation.updated': {
    subject: ofInstallation,
    detail: ({ installation, change }) => ({ ...integrationOf({ installation }), ...(change && { change }) }),
    webhook: ['installation.updated', withInstallation],
  },
  'installation.deleted': {
    subject: ofInstallation,
    detail: integrationOf,
    webhook: ['installation.deleted', withInstallation],
  },
  'installation.triggered': {
    subject: ofInstallation,
    detail: integrationOf,
    // The caller is unknown, so a receiver must not trust the payload.
    webhook: [
      'installation.triggered',
      ({ installation, payload }) => ({ ...withInstallation({ installation }), payload, untrusted: true }),
    ],
  },
  'installation.run_due': {
    subject: ofInstallation,
    webhook: [
      'installation.run_due',
      ({ installation, dueAt }) => ({ ...withInstallation({ installation }), due_at: isoTime(dueAt) }),
    ],
  },
  // The path of an address can be a secret of the receiver.
  'webhook_endpoint.created': { subject: ofEndpoint, detail: ({ url }) => ({ origin: url.origin }) },
  'webhook_endpoint.changed': { subject: ofEndpoint, detail: ({ changed }) => ({ changed: changed.join(', ') }) },
  'webhook_endpoint.secret_rotated': { subject: ofEndpoint },
  'webhook_endpoint.disabled': { subject: ofEndpoint, detail: ({ reason }) => ({ reason }) },
  'webhook_endpoint.enabled': { subject: ofEndpoint },
  'webhook_endpoint.deleted': { subject: ofEndpoint },
  'webhook_endpoint.redelivered': { subject: ofEndpoint, detail: ({ eventId }) => ({ eventId }) },
  'signing_key.added': { subject: ofTenant, detail: ({ vendorId }) => ({ vendorId }) },
  'tenant.created': { subject: ofTenant },
  'tenant.renamed': { subject: ofTenant },
  'tenant.signed_out': { subject: ofTenant, detail: ({ userKey }) => ({ ...(userKey !== null && { user: userKey }) }) },
  'tenant.deleted': { subject: ofTenant },
  'consent.given': {
    subject: ofConsent,
    detail: ({ integration }) => ({ integration }),
    webhook: ['consent.given', withConsent],
  },
  'consent.withdrawn': {
    subject: ofConsent,
    detail: ({ integration }) => ({ integration }),
    webhook: ['consent.withdrawn', withConsent],
  },
  'tenant.secret_set': { subject: ofTenant },
  'tenant.secret_deleted': { subject: ofTenant },
};

/** An event as it is written: to the activity log, and to webhooks unless they do not hear of it. */
export interface DescribedEvent {
  readonly scope: TenantScope;
  /** Absent if the event is no activity. */
  readonly activity: Activity | undefined;
  readonly webhook:
    { readonly type: WebhookEventType; readonly userKey: string | null; readonly data: WebhookData } | undefined;
}

/** Describes an event for the activity log and for webhooks. */
export function describeEvent<Type extends RecordedEventType>(event: RecordedEvent<Type>): DescribedEvent {
  const row: EventRow<Type> = EVENT_ROWS[event.type];
  const { scope, userKey = null, connectionId = null, installationId = null, detail } = row.subject(event);
  const { organization, tenantId } = scope;
  const { type, actor, now: at } = event;
  const origin = { organization, tenantId, connectionId, installationId, actor, at };
  return {
    scope: { organization, tenantId },
    activity:
      type === 'installation.run_due' ? undefined : { ...origin, type, detail: { ...detail, ...row.detail?.(event) } },
    webhook: row.webhook && { type: row.webhook[0], userKey, data: row.webhook[1](event) },
  };
}
