import { randomBytes } from 'node:crypto';
import type { Egress } from '../egress.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import { ConflictError, InvalidRequestError, NotFoundError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault.ts';
import type {
  DisabledWebhookEndpoint,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointStore,
} from '../store/webhook-endpoint-store.ts';
import { ENDPOINT_ID_PREFIX, endpointSecretLocation } from './configured-endpoints.ts';
import type { ConfiguredEndpoint, ConfiguredEndpoints } from './configured-endpoints.ts';
import { disableEndpoint, enableEndpoint, endpointScope } from './endpoint-state.ts';
import { recordEvent } from './record-event.ts';
import { SECRET_PREFIX } from './signature.ts';

/** Without those of the configuration and of single tenants. Each event of the organization goes to all of them. */
const MAX_ENDPOINTS = 50;
/** Of their own, so that an access token for some tenants does not use up the endpoints of the organization. */
const MAX_ENDPOINTS_PER_TENANT = 5;
/** Of all tenants together. A list of endpoints has no pages. */
const MAX_ENDPOINTS_OF_TENANTS = 1000;
const ID_BYTES = 16;
/** Standard Webhooks, "Secrets": 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** What the use cases of webhook endpoints require. */
export interface EndpointDeps {
  readonly store: Store;
  readonly vault: Vault;
  readonly egress: Pick<Egress, 'checkUrl'>;
  readonly configured: ConfiguredEndpoints;
  readonly now: () => number;
}

/** An endpoint as its organization sees it. It contains no secret. */
export interface EndpointView {
  readonly id: string;
  /** `configuration`: it is in the configuration file, and only there can it be changed. */
  readonly source: 'api' | 'configuration';
  readonly url: string;
  readonly events: readonly string[];
  readonly tenantId: number | null;
  readonly disabled: Pick<DisabledWebhookEndpoint, 'reason' | 'disabledAt'> | null;
  /** Until when the secret before the last rotation signs too. Milliseconds since 1970, like all times here. */
  readonly previousSecretUntil: number | null;
  /** `null` in the configuration. */
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** An endpoint, and its secret if it is new. The secret cannot be read again later. */
export interface EndpointWithSecret {
  readonly endpoint: EndpointView;
  readonly secret?: string;
}

/** What listing endpoints requires. */
export interface ListEndpointsDeps {
  readonly store: { readonly webhookEndpoints: Pick<WebhookEndpointStore, 'list' | 'listDisabled'> };
  readonly configured: ConfiguredEndpoints;
}

/** Lists the endpoints of an organization: those of the configuration, then the others, oldest first. */
export async function listEndpoints(
  { store, configured }: ListEndpointsDeps,
  organization: string,
): Promise<readonly EndpointView[]> {
  const [stored, disabled] = await Promise.all([
    store.webhookEndpoints.list(organization),
    store.webhookEndpoints.listDisabled(organization),
  ]);
  return [
    ...configured.list(organization).map((endpoint) => viewConfigured(endpoint, disabled)),
    ...stored.map((endpoint) => viewStored(endpoint, disabled)),
  ];
}

/** What finding an endpoint requires. */
export interface FindEndpointDeps {
  readonly store: { readonly webhookEndpoints: Pick<WebhookEndpointStore, 'find' | 'listDisabled'> };
  readonly configured: ConfiguredEndpoints;
}

/** Finds an endpoint of an organization. */
export async function findEndpoint(
  { store: { webhookEndpoints }, configured }: FindEndpointDeps,
  organization: string,
  id: string,
): Promise<EndpointView | undefined> {
  const disabled = await webhookEndpoints.listDisabled(organization);
  const known = configured.find(organization, id);
  if (known) return viewConfigured(known, disabled);
  const stored = await webhookEndpoints.find(organization, id);
  return stored && viewStored(stored, disabled);
}

/** A new endpoint. */
export interface CreateEndpointOptions {
  readonly organization: string;
  readonly tenantId: number | null;
  readonly url: URL;
  readonly events: readonly string[];
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

/**
 * Creates an endpoint with a new secret. Throws `InvalidRequestError` if the address is not allowed, `NotFoundError` if the
 * tenant was deleted, and `ConflictError` if the organization, the tenant of the endpoint, or all tenants together have too
 * many endpoints.
 */
export async function createEndpoint(
  { store, vault, egress, now }: EndpointDeps,
  { organization, tenantId, url, events, actor, signal }: CreateEndpointOptions,
): Promise<EndpointWithSecret> {
  await requireAllowedUrl(egress, url, signal);
  const id = ENDPOINT_ID_PREFIX + randomBytes(ID_BYTES).toString('hex');
  const secret = newSecret();
  const at = now();
  const endpoint: WebhookEndpoint = {
    ...{ id, organization, tenantId, url: url.href, events, createdAt: at, updatedAt: at },
    secret: vault.seal(endpointSecretLocation({ organization, id }), secret),
    previousSecret: null,
  };
  const limit = tenantId === null ? MAX_ENDPOINTS : MAX_ENDPOINTS_PER_TENANT;
  const owner = tenantId === null ? 'An organization' : 'A tenant';
  await store.write(async (stores) => {
    if ((await stores.webhookEndpoints.count(organization, tenantId)) >= limit) {
      throw new ConflictError(`${owner} has at most ${limit} webhook endpoints of its own.`);
    }
    if (
      tenantId !== null &&
      (await stores.webhookEndpoints.count(organization, 'all tenants')) >= MAX_ENDPOINTS_OF_TENANTS
    ) {
      throw new ConflictError(`All tenants together have at most ${MAX_ENDPOINTS_OF_TENANTS} webhook endpoints.`);
    }
    if (tenantId !== null && !(await stores.tenants.find(organization, tenantId))) throw new NotFoundError();
    await stores.webhookEndpoints.create(endpoint);
    const scope = endpointScope(endpoint);
    await recordEvent(stores, { type: 'webhook_endpoint.created', scope, endpointId: id, url, actor, now: at });
  });
  return { endpoint: viewStored(endpoint, []), secret };
}

/** A change of an endpoint. What is absent stays as it is. */
export interface ChangeEndpointOptions {
  readonly organization: string;
  readonly id: string;
  readonly url?: URL | undefined;
  readonly events?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
  /** Makes a new secret. The present one also signs for this time. */
  readonly rotateSecret?: { readonly overlapMs: number } | undefined;
  /** Throws if the endpoint is not as the caller read it. Called inside the transaction. */
  readonly check: (endpoint: EndpointView) => void;
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

/**
 * Changes an endpoint. One of the configuration can only be disabled and enabled.
 *
 * Throws `NotFoundError`, `InvalidRequestError` if the new address is not allowed, and `ConflictError` for another change of
 * an endpoint in the configuration.
 */
export async function changeEndpoint(
  deps: EndpointDeps,
  { organization, id, check, actor, signal, ...change }: ChangeEndpointOptions,
): Promise<EndpointWithSecret> {
  const { store, vault, egress, configured, now } = deps;
  const { url, events, disabled, rotateSecret } = change;
  if (url) await requireAllowedUrl(egress, url, signal);
  const secret = rotateSecret && newSecret();
  const known = configured.find(organization, id);
  if (known && (url ?? events ?? rotateSecret)) throw configuredError();
  const at = now();
  const endpoint = await store.write(async (stores) => {
    const stored = await stores.webhookEndpoints.find(organization, id);
    if (!known && !stored) throw new NotFoundError();
    const view = async (present = stored) => {
      const list = await stores.webhookEndpoints.listDisabled(organization);
      if (present) return viewStored(present, list);
      return known ? viewConfigured(known, list) : Promise.reject(new NotFoundError());
    };
    check(await view());
    const origin = { organization, endpointId: id, actor, now: at };
    if (disabled === true) await disableEndpoint(stores, { ...origin, reason: DISABLED_BY_API });
    if (disabled === false) await enableEndpoint(stores, origin);
    if (!stored) return view();
    const values: WebhookEndpointChange = {
      ...(url && { url: url.href }),
      ...(events && { events }),
      ...(rotateSecret &&
        secret !== undefined && {
          secret: vault.seal(endpointSecretLocation(stored), secret),
          previousSecret: { sealed: stored.secret, until: at + rotateSecret.overlapMs },
        }),
    };
    const changed = Object.entries({ url, events }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const event = { scope: endpointScope(stored), endpointId: id, actor, now: at };
    if (changed.length > 0) await recordEvent(stores, { ...event, type: 'webhook_endpoint.changed', changed });
    if (rotateSecret) await recordEvent(stores, { ...event, type: 'webhook_endpoint.secret_rotated' });
    return view(await stores.webhookEndpoints.change(organization, id, values, at));
  });
  return { endpoint, ...(secret !== undefined && { secret }) };
}

const DISABLED_BY_API = 'It was disabled through the API.';

/** Deletes an endpoint. It gets nothing more. Throws `NotFoundError`, and `ConflictError` for one in the configuration. */
export async function deleteEndpoint(
  { store, configured, now }: Pick<EndpointDeps, 'store' | 'configured' | 'now'>,
  { organization, id, actor }: { readonly organization: string; readonly id: string; readonly actor: Actor },
): Promise<void> {
  if (configured.find(organization, id)) throw configuredError();
  await store.write(async (stores) => {
    const endpoint = await stores.webhookEndpoints.find(organization, id);
    if (!endpoint) throw new NotFoundError();
    await stores.webhookEndpoints.delete(organization, id);
    await stores.webhookEndpoints.enable(organization, id);
    await stores.webhookDeliveries.cancelPending(organization, id, 'The endpoint was deleted.');
    const event = { scope: endpointScope(endpoint), endpointId: id, actor, now: now() };
    await recordEvent(stores, { ...event, type: 'webhook_endpoint.deleted' });
  });
}

function viewStored(endpoint: WebhookEndpoint, disabled: readonly DisabledWebhookEndpoint[]): EndpointView {
  const { id, url, events, tenantId, previousSecret, createdAt, updatedAt } = endpoint;
  return {
    ...{ id, source: 'api', url, events, tenantId, createdAt, updatedAt },
    disabled: disabledEntry(disabled, id),
    previousSecretUntil: previousSecret?.until ?? null,
  };
}

function viewConfigured(
  { id, url, events }: ConfiguredEndpoint,
  disabled: readonly DisabledWebhookEndpoint[],
): EndpointView {
  return {
    ...{ id, source: 'configuration', url: url.href, events, tenantId: null, createdAt: null, updatedAt: null },
    disabled: disabledEntry(disabled, id),
    previousSecretUntil: null,
  };
}

function disabledEntry(disabled: readonly DisabledWebhookEndpoint[], id: string): EndpointView['disabled'] {
  const entry = disabled.find(({ endpointId }) => endpointId === id);
  return entry ? { reason: entry.reason, disabledAt: entry.disabledAt } : null;
}

function newSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

function configuredError(): ConflictError {
  return new ConflictError('This endpoint is in the configuration file of the server. Change it there.');
}

/**
 * Refuses every disallowed URL with the same message, because different messages would reveal which internal names and
 * networks exist. The log contains the reason.
 */
async function requireAllowedUrl(egress: Pick<Egress, 'checkUrl'>, url: URL, signal: AbortSignal): Promise<void> {
  try {
    await egress.checkUrl(url, { signal });
  } catch (error) {
    if (!(error instanceof EgressRefusedError || error instanceof EgressFailedError)) throw error;
    const message = 'must be an https address that is reachable from the internet';
    throw new InvalidRequestError('The address cannot be used.', [{ path: 'url', message }], { cause: error });
  }
}
