import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { BackgroundTasks } from '../../connections/background-tasks.ts';
import { createEgress } from '../../egress.ts';
import { openTemporaryStore } from '../../store/testing/open-temporary-store.ts';
import { ensureTenant, newOutboxEvent, newWebhookEndpoint } from '../../store/testing/seed-store.ts';
import { createVault } from '../../store/vault.ts';
import { ConfiguredEndpoints, configuredRecipients, endpointSecretLocation } from '../configured-endpoints.ts';
import type { OrganizationWebhooks } from '../configured-endpoints.ts';
import { WebhookSender } from '../webhook-sender.ts';
import type { WebhookSenderOptions } from '../webhook-sender.ts';

/** Secret of the endpoints of the harness. */
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** An endpoint to create. */
interface EndpointSeed {
  readonly url: URL;
  readonly organization?: string;
  readonly secret?: string;
  readonly previousSecret?: { readonly secret: string; readonly until: number };
}

/** Options of {@link startSenderHarness}. */
export interface SenderHarnessOptions extends WebhookSenderOptions {
  readonly organizations?: OrganizationWebhooks;
  /** Default: http to loopback is allowed. */
  readonly allowLoopbackHttp?: boolean;
}

/** Creates a store and senders for it. The test starts them, and controls the clock. */
export async function startSenderHarness(
  t: TestContext,
  { organizations = new Map(), allowLoopbackHttp = true, ...options }: SenderHarnessOptions = {},
) {
  const temporary = await openTemporaryStore({ configuredRecipients: configuredRecipients(organizations) });
  const { store } = temporary;
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const vault = createVault([Buffer.alloc(32, 7)]);
  // No attempt ends because the machine is slow.
  const limits = { maxRequestsPerHost: 200, headersTimeoutMs: 120_000, totalTimeoutMs: 120_000 };
  const egress = createEgress({ allow: [], allowLoopbackHttp, limits });
  const background = new BackgroundTasks(log);
  const clock = { offset: 0 };
  const now = () => Date.now() + clock.offset;
  const scope = await ensureTenant(store, 'acme', '42');
  const senders: WebhookSender[] = [];
  t.after(async () => {
    for (const sender of senders) sender.stop();
    egress.close();
    await background.stop(1000);
    await temporary.close();
  });
  const endpoint = async (
    id: string,
    { url, organization = 'acme', secret = SECRET, previousSecret }: EndpointSeed,
  ) => {
    const seal = (text: string) => vault.seal(endpointSecretLocation({ organization, id }), text);
    await store.write(({ webhookEndpoints }) =>
      webhookEndpoints.create(
        newWebhookEndpoint(id, {
          ...{ organization, url: url.href, secret: seal(secret) },
          previousSecret: previousSecret ? { sealed: seal(previousSecret.secret), until: previousSecret.until } : null,
        }),
      ),
    );
  };
  return {
    store,
    vault,
    scope,
    now,
    background,
    configured: new ConfiguredEndpoints(organizations),
    logged: () => lines.join(''),
    advance: (ms: number) => (clock.offset += ms),
    endpoint,
    /** Adds events. */
    add: (ids: readonly string[], target = scope) =>
      store.write(async ({ outbox }) => {
        for (const id of ids) {
          await outbox.add(target, newOutboxEvent(id, now()), ({ sequence }) => JSON.stringify({ id, sequence }));
        }
      }),
    /** Creates a sender, like that of one more process. */
    sender: () => {
      const sender = new WebhookSender(
        {
          ...{ store, vault, egress, now, log, configured: new ConfiguredEndpoints(organizations) },
          runInBackground: (task) => void background.start('send webhooks', task, 0),
        },
        options,
      );
      senders.push(sender);
      return sender;
    },
    deliveries: (endpointId: string) => store.webhookDeliveries.list('acme', { endpointId, limit: 200 }),
  };
}
