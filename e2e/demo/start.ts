// Runs the demo (`npm start`): the server, a product that embeds it, and a provider, on three sites.
import path from 'node:path';

import { SANDBOX_KEY } from '../../server/sandbox/keys.ts';
import { startSandbox } from '../../server/sandbox/sandbox.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { BackEndCalls } from './back-end-calls.ts';
import { DemoFiles } from './demo-files.ts';
import { demoSites, DemoStartError, urlOf } from './demo-sites.ts';
import type { DemoSites } from './demo-sites.ts';
import { ProductBackEnd } from './product-back-end.ts';
import { ProductSite } from './product-site.ts';
import { SIGN_IN_HINT } from './providers.ts';

/** npm runs scripts in the package's folder, so this folder is inside it. */
const FOLDER = path.resolve('data/demo');

/** Called in reverse order. */
const stopCallbacks: (() => Promise<unknown>)[] = [];
let stopping = false;

async function start(): Promise<void> {
  const sites = await demoSites(process.env['DEMO_PORT']);
  const files = new DemoFiles(FOLDER);
  const keys = files.keys();

  const provider = await startSandbox(sites.provider);
  stopCallbacks.push(() => provider.close());
  files.write({ keys, productUrl: urlOf(sites.product), providerUrl: provider.url });

  const server = new ServerProcess({
    ...sites.widget,
    config: files.config,
    database: files.database,
    log: files.log,
  });
  stopCallbacks.push(() => server.stop());
  await server.start();

  const calls = await BackEndCalls.start({ server, webhookSecret: keys.webhookSecret, providerUrl: provider.url });
  const product = new ProductSite(sites.product, new ProductBackEnd(keys, server), calls);
  stopCallbacks.push(() => product.stop());
  await product.start();
  if (!stopping) announce(sites, files);
}

function announce({ product, widget, provider }: DemoSites, { log }: DemoFiles): void {
  console.log(`
  Open this one:  ${urlOf(product)}

  Product         ${urlOf(product)}   embeds the dialog
  Widget          ${urlOf(widget)}   serves the dialog and keeps the credentials
  Provider        ${urlOf(provider)}   is the system that you connect
  In its window   ${SIGN_IN_HINT}
  Valid API key   ${SANDBOX_KEY}, for providers with a key. The page says what to enter for each provider.
  Server's log    ${path.relative(process.cwd(), log)}

  Ctrl-C stops everything.
`);
}

async function stop(status: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (status === 0) console.log('\nStopping.');
  for (const stopOne of stopCallbacks.toReversed()) await stopOne();
  process.exit(status);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Not `once`, because Ctrl-C signals this process twice: through the terminal and through npm.
  process.on(signal, () => void stop(0));
}

try {
  await start();
} catch (error) {
  console.error(error instanceof DemoStartError ? error.message : error);
  await stop(1);
}
