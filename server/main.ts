import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { EmbedTokens } from './auth/embed-token.ts';
import { Receipts } from './auth/receipt.ts';
import { SessionTokens } from './auth/session-token.ts';
import { SigningKeys } from './auth/signing-keys.ts';
import type { Config, ServerSettings } from './config/config.ts';
import { ConnectionTimer } from './connection-timer.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialects as PRODUCT_DIALECTS } from './dialects/dialects.ts';
import { createEgress } from './egress.ts';
import { BackgroundTasks } from './connections/background-tasks.ts';
import { TokenRefresher } from './connections/token-refresher.ts';
import { Housekeeping } from './housekeeping.ts';
import { loadPageAssets, WIDGET_FOLDER } from './pages/page-assets.ts';
import { createHttpServer, HTTP_LIMITS } from './http-server.ts';
import { RunScheduler } from './installations/run-scheduler.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { waitUntilSettled } from './with-timeout.ts';
import { StorageMonitor } from './storage-monitor.ts';
import { ConfiguredEndpoints } from './webhooks/configured-endpoints.ts';
import { ATTEMPT_TIMEOUT_MS } from './webhooks/send-webhook.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';
import { openVault } from './store/open-vault.ts';
import type { SigningPurpose } from './store/signing-key-store.ts';
import type { Store } from './store/store.ts';

/** Requests may take this long after a stop was asked for, the drain time included. The whole stop takes at most 30 s. */
const STOP_TIMEOUT_MS = 25_000;
/** Clients that open connections without a pause cannot hold a stop up for longer. */
const ACCEPT_TIMEOUT_MS = 1000;
/** How long a connection that was opened just before the server stopped listening may take to send its request. */
const NEW_CONNECTION_TIMEOUT_MS = 1000;

/** Webhooks have requests of their own, so that a receiver cannot hold up a provider. Their own limits apply first. */
const WEBHOOK_LIMITS = {
  headersTimeoutMs: ATTEMPT_TIMEOUT_MS,
  totalTimeoutMs: ATTEMPT_TIMEOUT_MS,
  maxRequestsPerHost: 200,
};

/** What a server is made of. It owns the store from then on. */
export interface StartServerOptions {
  readonly config: Config;
  readonly settings: ServerSettings;
  readonly store: Store;
  readonly log: Logger;
  /** Embed systems whose host code works here: all that the product has, unless a test adds one. */
  readonly dialects?: readonly Dialect[];
  /** Folder of the files that the build made for browsers. */
  readonly widgetFolder?: URL;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens. */
  readonly port: number;
  /**
   * Stops within 30 s. First `/readyz` answers 503 while the server still takes requests, for `drainSeconds`. Then the
   * server stops listening, event streams end, and running requests are answered. In the end the store is closed.
   */
  stop(): Promise<void>;
}

/** Puts the parts together and listens. Rejects when the port is taken, or the vault or a signing key does not open. */
export async function startServer({
  config,
  settings,
  store,
  log,
  dialects = PRODUCT_DIALECTS,
  widgetFolder = WIDGET_FOLDER,
}: StartServerOptions): Promise<RunningServer> {
  const { encryptionKeys, publicUrl } = settings;
  const assets = loadPageAssets(widgetFolder);
  const vault = await openVault({ keys: encryptionKeys, store, now: Date.now() });
  const openKeys = (purpose: SigningPurpose) => SigningKeys.open({ purpose, store, vault }, Date.now());
  const [receiptKeys, sessionTokenKeys, embedTokenKeys] = await Promise.all([
    openKeys('receipt'),
    openKeys('session-token'),
    openKeys('embed-token'),
  ]);
  const receipts = new Receipts({ keys: receiptKeys, publicUrl });
  const sessionTokens = new SessionTokens({ keys: sessionTokenKeys, publicUrl });
  const embedTokens = new EmbedTokens({ keys: embedTokenKeys, publicUrl });
  const egress = createEgress({ allow: settings.egressAllow, allowLoopbackHttp: settings.dev });
  const background = new BackgroundTasks(log);
  const housekeeping = new Housekeeping(store, log);
  const storageMonitor = new StorageMonitor(store, log);
  const useCaseDeps = { store, vault, egress, now: Date.now };
  const tokenRefresher = new TokenRefresher({ ...useCaseDeps, organizations: config.organizations, background, log });
  const connectionTimer = new ConnectionTimer({ ...useCaseDeps, config, tokenRefresher, background, log });
  const webhookEgress = createEgress({
    allow: settings.egressAllow,
    allowLoopbackHttp: settings.dev,
    limits: WEBHOOK_LIMITS,
  });
  const webhookSender = new WebhookSender({
    ...{ ...useCaseDeps, egress: webhookEgress, log },
    configured: new ConfiguredEndpoints(config.organizations),
    runInBackground: (task) => void background.start('send webhooks', task, 0),
  });
  const runScheduler = new RunScheduler({
    ...{ store, organizations: config.organizations, now: Date.now, log },
    runInBackground: (task) => void background.start('record due runs', task, 0),
  });
  const inFlight = new InFlightRequests(HTTP_LIMITS);
  const app = createApp({
    config,
    dialects,
    assets,
    useCaseDeps,
    tokenRefresher,
    background,
    receipts,
    sessionTokens,
    embedTokens,
    log,
    publicUrl,
    trustProxy: settings.trustProxy,
    eventStreamSeconds: settings.eventStreamSeconds,
    reasonVisibility: settings.dev ? 'shown' : 'logged',
    readiness: inFlight,
  });
  const server = createHttpServer({ fetch: app.fetch, inFlight, limits: HTTP_LIMITS, publicUrl, log });
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  housekeeping.start();
  connectionTimer.start();
  webhookSender.start();
  runScheduler.start();
  storageMonitor.start();
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const endsAt = performance.now() + STOP_TIMEOUT_MS;
      const remainingMs = () => Math.max(0, endsAt - performance.now());
      inFlight.startShutdown();
      connectionTimer.stop();
      runScheduler.stop();
      await wait(settings.drainSeconds * 1000);
      await closeServer(server, inFlight, remainingMs);
      housekeeping.stop();
      storageMonitor.stop();
      webhookSender.stop();
      await background.stop(remainingMs());
      egress.close();
      webhookEgress.close();
      await store.close();
    },
  };
}

async function closeServer(server: Server, inFlight: InFlightRequests, remainingMs: () => number): Promise<void> {
  const closed = once(server, 'close');
  await acceptPendingConnections(server);
  server.close();
  await inFlight.drain(remainingMs());
  server.closeIdleConnections();
  await waitUntilSettled(closed, NEW_CONNECTION_TIMEOUT_MS);
  await inFlight.drain(remainingMs());
  server.closeAllConnections();
  await closed;
}

/**
 * Accepts the connections that the operating system has ready: closing the listener would reset them. Node.js accepts one
 * in each turn of its event loop.
 */
async function acceptPendingConnections(server: Server): Promise<void> {
  const endsAt = performance.now() + ACCEPT_TIMEOUT_MS;
  let accepted = 0;
  let before: number;
  const count = () => {
    accepted += 1;
  };
  server.on('connection', count);
  do {
    before = accepted;
    await turn();
  } while (accepted > before && performance.now() < endsAt);
  server.off('connection', count);
}
