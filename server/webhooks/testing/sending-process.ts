import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ensureTenant, newOutboxEvent } from '../../store/testing/seed-store.ts';
import { createVault } from '../../store/vault.ts';
import { pino } from 'pino';
import { BackgroundTasks } from '../../connections/background-tasks.ts';
import { createEgress } from '../../egress.ts';
import { ConfiguredEndpoints, configuredRecipients } from '../configured-endpoints.ts';
import { WebhookSender } from '../webhook-sender.ts';

/*
 * A process that records events and sends them, until it is killed. It prints the id of each event after its commit.
 *
 * Arguments: the database file, the URL of the receiver, its secret, a prefix of the ids, and how many events to record.
 */

/** Short, so that a test sees many attempts. */
const OPTIONS = { scheduleMs: Array.from({ length: 50 }, () => 20), leaseMs: 500 };

const [, , file = '', url = '', secret = '', prefix = '', count = '0'] = process.argv;
const webhook = { url: new URL(url), secret, previousSecret: undefined, events: ['*'] as const };
const organizations = new Map([['acme', { webhooks: [webhook] }]]);
const store = await openSqliteStore({ file, configuredRecipients: configuredRecipients(organizations) });
const log = pino({ level: 'silent' });
const background = new BackgroundTasks(log);
const sender = new WebhookSender(
  {
    ...{ store, now: Date.now, log, vault: createVault([Buffer.alloc(32, 7)]) },
    egress: createEgress({ allow: [], allowLoopbackHttp: true, limits: { totalTimeoutMs: 5000 } }),
    configured: new ConfiguredEndpoints(organizations),
    runInBackground: (task) => void background.start('send webhooks', task, 0),
  },
  OPTIONS,
);
const scope = await ensureTenant(store, 'acme', '42');
sender.start();
for (let index = 0; index < Number(count); index += 1) {
  const id = `${prefix}_${index}`;
  await store.write(({ outbox }) => outbox.add(scope, newOutboxEvent(id, Date.now()), () => JSON.stringify({ id })));
  process.stdout.write(`${id}\n`);
}
// Keeps the process alive, as the listener of a server does.
setInterval(() => undefined, 60_000);
