import { randomBytes } from 'node:crypto';
import type { Egress } from '../egress.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import type { Installation } from '../store/installation-store.ts';
import type { WebhookEndpoint } from '../store/webhook-endpoint-store.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';

/** Per installation: every event goes to each of them, and whoever has the capability may add some. */
const MAX_ENDPOINTS = 5;

/** Standard Webhooks, section on secrets: 24 to 64 bytes, base64, behind this prefix. */
const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** An address that wants to be told. */
export interface RegisterWebhookOptions {
  readonly installation: Installation;
  readonly url: URL;
  readonly events: readonly string[];
  readonly signal: AbortSignal;
}

/** A registered address. The secret is shown this once. */
export interface RegisteredWebhook extends WebhookEndpoint {
  readonly secret: string;
}

/**
 * Registers an address for the webhooks of one installation.
 *
 * Throws `InvalidRequestError` for an address that may not be reached, and `ConflictError` when there are enough already.
 */
export async function registerWebhook(deps: UseCaseDeps, options: RegisterWebhookOptions): Promise<RegisteredWebhook> {
  const { installation, url, events, signal } = options;
  await assertUrlAllowed(deps.egress, url, signal);
  const secret = SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
  const now = deps.now();
  const { organization, tenantId } = installation;
  const scope = { organization, tenantId };
  const endpoint = await deps.store.write(async (stores) => {
    const count = await stores.webhookEndpoints.count(scope, installation.id);
    if (count >= MAX_ENDPOINTS) throw new ConflictError(`This installation has ${MAX_ENDPOINTS} addresses already.`);
    const created = await stores.webhookEndpoints.create(scope, {
      installationId: installation.id,
      url: url.href,
      events,
      now,
    });
    const location = { ...scope, record: `webhook_endpoint:${created.id}`, field: 'secret' };
    await stores.webhookEndpoints.setSecret(scope, created.id, deps.vault.seal(location, secret));
    await stores.activity.add({
      ...scope,
      connectionId: null,
      installationId: installation.id,
      type: 'webhook_endpoint.created',
      actor: null,
      detail: { endpointId: created.id },
      at: now,
    });
    return created;
  });
  return { ...endpoint, secret };
}

/**
 * Refuses every bad address in the same words: the difference would tell which internal names and networks exist. The log
 * has the reason.
 */
async function assertUrlAllowed(egress: Egress, url: URL, signal: AbortSignal): Promise<void> {
  if (url.protocol !== 'https:') throw urlNotAllowedError();
  try {
    await egress.checkUrl(url, { signal });
  } catch (error) {
    throw error instanceof EgressRefusedError || error instanceof EgressFailedError ? urlNotAllowedError(error) : error;
  }
}

function urlNotAllowedError(cause?: Error): InvalidRequestError {
  const message = 'must be an https address that is reachable from the internet';
  return new InvalidRequestError('The address cannot be used.', [{ path: 'url', message }], { cause });
}
