import type { Config } from '../config/config.ts';
import { isoTime } from '../iso-time.ts';
import type { Stores } from '../store/store.ts';
import type { WebhookDeliverySummary } from '../store/webhook-delivery-store.ts';
import { ConfiguredEndpoints } from '../webhooks/configured-endpoints.ts';
import { type EndpointView, listEndpoints } from '../webhooks/endpoints.ts';

/** An event that waits longer, although its receiver does not fail, means that no server sends events. */
const LONG_WAIT_MS = 3_600_000;

/** One webhook endpoint, and how the sending to it goes. */
export interface WebhookReport {
  readonly organization: string;
  readonly id: string;
  readonly source: EndpointView['source'];
  readonly url: string;
  readonly events: readonly string[];
  /** Key of the only tenant whose events it receives. `null`: all tenants. */
  readonly tenant: string | null;
  /** `failing`: the newest delivery that was attempted has failed, for good or until the next attempt. */
  readonly state: 'enabled' | 'failing' | 'disabled';
  /** Why it is disabled, or what the newest attempt failed with. */
  readonly reason: string | null;
  /** When it was disabled, or when the newest attempt failed. ISO 8601, like all times here. */
  readonly since: string | null;
  /** Events that wait to be sent. */
  readonly pending: number;
  /** When the oldest of them was created. */
  readonly oldestPendingAt: string | null;
}

const NOTHING_SENT: WebhookDeliverySummary = { pending: 0, oldestPendingAt: null, lastAttempted: null };

const NO_ENDPOINTS = { list: () => Promise.resolve([]), listDisabled: () => Promise.resolve([]) };

/**
 * Reports on the webhook endpoints of all organizations, those of the configuration first.
 *
 * @param stores Absent without a database: then only the endpoints of the configuration are known.
 */
export async function webhookReports(
  { organizations }: Config,
  stores: Pick<Stores, 'webhookEndpoints' | 'webhookDeliveries' | 'tenants'> | undefined,
): Promise<readonly WebhookReport[]> {
  const configured = new ConfiguredEndpoints(organizations);
  const webhookEndpoints = stores?.webhookEndpoints ?? NO_ENDPOINTS;
  const reports = Array.from(organizations.keys(), async (organization) => {
    const endpoints = await listEndpoints({ store: { webhookEndpoints }, configured }, organization);
    return Promise.all(
      endpoints.map(async (endpoint) => {
        const { tenantId, id } = endpoint;
        const tenant = tenantId === null ? undefined : await stores?.tenants.find(organization, tenantId);
        const summary = (await stores?.webhookDeliveries.summarize(organization, id)) ?? NOTHING_SENT;
        return toReport(organization, endpoint, { tenant: tenant?.key ?? null, summary });
      }),
    );
  });
  return (await Promise.all(reports)).flat();
}

function toReport(
  organization: string,
  { id, source, url, events, disabled }: EndpointView,
  { tenant, summary }: { readonly tenant: string | null; readonly summary: WebhookDeliverySummary },
): WebhookReport {
  const { pending, oldestPendingAt, lastAttempted } = summary;
  const failure = lastAttempted?.error ?? null;
  const state = disabled ? 'disabled' : failure === null ? 'enabled' : 'failing';
  const since = disabled ? disabled.disabledAt : failure === null ? null : (lastAttempted?.lastAttemptAt ?? null);
  return {
    ...{ organization, id, source, url, events, tenant, state, reason: disabled ? disabled.reason : failure },
    ...{ since: isoTime(since), pending, oldestPendingAt: isoTime(oldestPendingAt) },
  };
}

/** Sentences about endpoints that do not receive what they should. */
export function webhookWarnings(reports: readonly WebhookReport[], now: number): readonly string[] {
  return reports.flatMap((report) => {
    const { organization, url, state, reason, since, oldestPendingAt } = report;
    const endpoint = `the webhook ${url} of ${organization}`;
    if (state === 'disabled') return [`${endpoint} is disabled since ${since ?? ''}: ${reason ?? ''}`];
    if (state === 'failing') return [`${endpoint} fails: ${reason ?? ''} ${describeWaiting(report)}`];
    if (oldestPendingAt === null || now - Date.parse(oldestPendingAt) < LONG_WAIT_MS) return [];
    return [`${endpoint} was not sent what it waits for. Is a server running? ${describeWaiting(report)}`];
  });
}

/** One line about an endpoint, for people. */
export function describeWebhook(report: WebhookReport): string {
  const { url, source, events, tenant, state } = report;
  const of = tenant === null ? '' : `, tenant ${tenant}`;
  return `${url} (${source}, ${events.join(' ')}${of}): ${state}. ${describeWaiting(report)}`;
}

function describeWaiting({ pending, oldestPendingAt }: WebhookReport): string {
  if (pending === 0) return 'No event waits.';
  return `Events that wait: ${pending}, the oldest since ${oldestPendingAt ?? ''}.`;
}
