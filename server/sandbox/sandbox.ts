import { once } from 'node:events';

import { createAdaptorServer } from '@hono/node-server';

import { Grants } from './grants.ts';
import { OAuth1Tokens } from './oauth1-tokens.ts';
import type { RequestCounters, ServedRequest } from './request-log.ts';
import { RequestLog } from './request-log.ts';
import { sandboxApp } from './sandbox-app.ts';
import { Sessions } from './sessions.ts';

/** The address on which a sandbox listens. */
export interface ListenAddress {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
}

/** Options for {@link startSandbox}. */
export interface SandboxOptions extends ListenAddress {
  /** Milliseconds since 1970, for tests of expiry. Default: `Date.now`. */
  readonly now?: () => number;
  /**
   * Public key (SPKI PEM) of the client that authenticates with `private_key_jwt`. Without it, that client is refused.
   */
  readonly clientPublicKey?: string;
}

/** A running sandbox. */
export interface Sandbox {
  /** Without a slash at the end. Also the issuer of its sign-ins. */
  readonly url: string;
  /** The newest thousand requests, oldest first. */
  readonly requests: readonly ServedRequest[];
  /** How many requests it served, by kind. */
  counters(): RequestCounters;
  /** Stops immediately and aborts unfinished responses. */
  close(): Promise<void>;
}

/**
 * Starts a small provider for the demo, experiments and tests. It keeps its state in memory, and two sandboxes share
 * none.
 *
 * Rejects if the port is in use.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host, now = Date.now, clientPublicKey } = options;
  const stopping = new AbortController();
  const requestLog = new RequestLog(now);
  const app = sandboxApp({
    now,
    stopping: stopping.signal,
    grants: new Grants(now),
    oauth1: new OAuth1Tokens(),
    sessions: new Sessions(now),
    requestLog,
    clientPublicKey,
    usedAssertions: new Set(),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: sandboxUrl({ port: actualPort, host }),
    get requests() {
      return requestLog.requests;
    },
    counters: () => requestLog.counters,
    async close() {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Wildcard hosts, each with a concrete address for URLs. */
const WILDCARD_HOSTS: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** The base URL of a sandbox that listens on this address. Without a slash at the end. */
export function sandboxUrl({ port, host }: ListenAddress): string {
  const found = WILDCARD_HOSTS.get(host) ?? host;
  return `http://${found.includes(':') ? `[${found}]` : found}:${port}`;
}
