import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { Receipts } from './auth/receipt.ts';
import { SigningKeys } from './auth/signing-keys.ts';
import type { Config, ServerSettings } from './config/config.ts';
import { ConnectionTimer } from './connection-timer.ts';
import { createEgress } from './egress.ts';
import { BackgroundTasks } from './flows/background-tasks.ts';
import { Renewals } from './flows/renewal/renewals.ts';
import { Housekeeping } from './housekeeping.ts';
import { loadPageAssets, WIDGET_FOLDER } from './http/page-assets.ts';
import { InFlight } from './in-flight.ts';
import { StorageMonitor } from './storage-monitor.ts';
import { openVault } from './store/open-vault.ts';
import type { Store } from './store/store.ts';

/** Headers come in one go; what takes longer holds a connection open on purpose, or is as good as gone. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Enough for the largest body there may be, 64 KiB, on a very slow line. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How often Node.js looks for connections over these limits. Its own 30 s would double them. */
const TIMEOUT_CHECK_MS = 1000;
/** Above the longest address that gets an answer of its own, so that 414 is ours to say. */
const HEADER_BYTES_MAX = 48 * 1024;
/** What is under way may take this long at a stop; all is over within 30 s. */
const STOP_PATIENCE_MS = 25_000;
/** Answers that are ready have this long to leave. */
const LAST_BYTES_MS = 1000;

/** What a server is made of. It owns the store from then on. */
export interface ServerParts {
  readonly config: Config;
  readonly settings: ServerSettings;
  readonly store: Store;
  readonly log: Logger;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens. */
  readonly port: number;
  /** Says so at `/readyz`, lets what is under way end, and closes the store. */
  stop(): Promise<void>;
}

/** Puts the parts together and listens. Rejects when the port is taken, or the vault or a signing key does not open. */
export async function startServer({ config, settings, store, log }: ServerParts): Promise<RunningServer> {
  const { encryptionKeys, publicUrl } = settings;
  const [assets, vault] = await Promise.all([
    loadPageAssets(WIDGET_FOLDER),
    openVault({ keys: encryptionKeys, store, now: Date.now() }),
  ]);
  const keys = await SigningKeys.open({ purpose: 'receipt', store, vault }, Date.now());
  const receipts = new Receipts({ keys, publicUrl });
  const egress = createEgress({ allow: settings.egressAllow, allowLoopbackHttp: settings.dev });
  const background = new BackgroundTasks(log);
  const housekeeping = new Housekeeping(store, log);
  const storageMonitor = new StorageMonitor(store, log);
  const flows = { store, vault, egress, now: Date.now };
  const renewals = new Renewals({ ...flows, background, log });
  const connectionTimer = new ConnectionTimer({ ...flows, config, renewals, background, log });
  const inFlight = new InFlight();
  const app = createApp({
    config,
    assets,
    flows,
    background,
    receipts,
    log,
    publicUrl,
    trustProxy: settings.trustProxy,
    eventStreamMs: settings.eventStreamMs,
    readiness: inFlight,
  });
  const server = createAdaptorServer({
    fetch: (request, env) => inFlight.track(request, () => app.fetch(request, env)),
    // For requests of HTTP/1.0 without a Host, such as simple probes send.
    hostname: publicUrl.hostname,
    serverOptions: {
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    },
  });
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  housekeeping.start();
  connectionTimer.start();
  storageMonitor.start();
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const patience = Date.now() + STOP_PATIENCE_MS;
      connectionTimer.stop();
      await inFlight.drain(STOP_PATIENCE_MS);
      await closeServer(server);
      housekeeping.stop();
      storageMonitor.stop();
      await background.stop(Math.max(0, patience - Date.now()));
      egress.close();
      await store.close();
    },
  };
}

async function closeServer(server: ServerType): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, LAST_BYTES_MS);
  await closed;
  clearTimeout(timer);
}
