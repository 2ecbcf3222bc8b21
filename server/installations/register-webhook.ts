import { randomBytes } from 'node:crypto';
import type { Egress } from '../egress.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import type { Installation } from '../store/installation-store.ts';
import type { WebhookEndpoint } from '../store/webhook-endpoint-store.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { recordEvent } from '../webhooks/record-event.ts';

/** Per installation. Limits the load, because each event goes to every endpoint and each holder of the capability can add one. */
const MAX_ENDPOINTS = 5;

/** Standard Webhooks, section on secrets: this prefix, then 24 to 64 bytes in base64. */
const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A webhook endpoint to register. */
export interface RegisterWebhookOptions {
  readonly installation: Installation;
  readonly url: URL;
  readonly events: readonly string[];
  readonly signal: AbortSignal;
}

/** A registered webhook endpoint with its secret. The secret cannot be read again later. */
export interface RegisteredWebhook extends WebhookEndpoint {
  readonly secret: string;
}

/**
 * Registers a URL as webhook endpoint of one installation.
 *
 * Throws `InvalidRequestError` if the URL is not allowed, and `ConflictError` if the installation has {@link MAX_ENDPOINTS}
 * endpoints already.
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
    if (count >= MAX_ENDPOINTS)
      throw new ConflictError(`This installation already has ${MAX_ENDPOINTS} webhook addresses.`);
    const created = await stores.webhookEndpoints.create(scope, {
      installationId: installation.id,
      url: url.href,
      events,
      now,
    });
    const location = { ...scope, record: `webhook_endpoint:${created.id}`, field: 'secret' };
    await stores.webhookEndpoints.setSecret(scope, created.id, deps.vault.seal(location, secret));
    await recordEvent(stores, {
      type: 'webhook_endpoint.created',
      installation,
      endpointId: created.id,
      actor: null,
      now,
    });
    return created;
  });
  return { ...endpoint, secret };
}

/**
 * Refuses every disallowed URL with the same message, because different messages would reveal which internal names and
 * networks exist. The log contains the reason.
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
