import { pino } from 'pino';
import { z } from 'zod';
import { connectorDefinitionSchema } from '../../connectors/definition.ts';
import { createEgress } from '../../egress.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { createVault } from '../../store/vault.ts';
import { BackgroundTasks } from '../background-tasks.ts';
import { TokenRefresher } from '../token-refresher.ts';

/*
 * Runs as a separate process: gets the usable credentials of one connection and prints their access token. Its only argument
 * is JSON with the properties below.
 */
const options = z
  .strictObject({
    file: z.string(),
    /** Base64. */
    encryptionKey: z.string(),
    scope: z.strictObject({ organization: z.string(), tenantId: z.number() }),
    connectionId: z.number(),
    definition: connectorDefinitionSchema,
    /** How far the clock of this process is ahead of the real time, in ms. */
    aheadMs: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const store = await openSqliteStore({ file: options.file });
const egress = createEgress({ allow: [], allowLoopbackHttp: true });
const vault = createVault([Buffer.from(options.encryptionKey, 'base64')]);
const log = pino({ level: 'silent' });
const tokenRefresher = new TokenRefresher({
  store,
  vault,
  egress,
  organizations: new Map(),
  now: () => Date.now() + options.aheadMs,
  background: new BackgroundTasks(log),
  log,
});
const { tokens } = await tokenRefresher.usableCredentials(options);
process.stdout.write(tokens?.accessToken ?? '');
egress.close();
await store.close();
