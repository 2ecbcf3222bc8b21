import { once } from 'node:events';

import { createAdaptorServer } from '@hono/node-server';

import { Grants } from './grants.ts';
import { OAuth1Tokens } from './oauth1-tokens.ts';
import type { RequestCounters, ServedRequest } from './request-log.ts';
import { RequestLog } from './request-log.ts';
import { sandboxApp } from './sandbox-app.ts';
import { Sessions } from './sessions.ts';

/** Where a sandbox listens. */
export interface ListenAddress {
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
}

/** Options for {@link startSandbox}. */
export interface SandboxOptions extends ListenAddress {
  /** Milliseconds since 1970, for tests that let tokens expire. `Date.now` where absent. */
  readonly now?: () => number;
  /** Public key (SPKI PEM) of the client that authenticates with `private_key_jwt`. Without it, that client is refused. */
  readonly clientPublicKey?: string;
}

/** A running sandbox. */
export interface Sandbox {
  /** Without a slash at the end. Also the issuer of its sign-ins. */
  readonly url: string;
  /** What it served, the newest thousand, oldest first. */
  readonly requests: readonly ServedRequest[];
  /** How many requests it served, by kind. */
  counters(): RequestCounters;
  /** Stops at once and drops unfinished answers. */
  close(): Promise<void>;
}

/**
 * Starts a small provider to connect to, for the demo, for experiments and for tests. It keeps everything in memory,
 * and nothing is shared between two of them.
 *
 * Rejects when the port is taken.
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

/** Hosts that mean every address of this machine, each with one address of it. */
const WILDCARD_HOSTS: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** The base URL of a sandbox that listens on this address. Without a slash at the end. */
export function sandboxUrl({ port, host }: ListenAddress): string {
  const found = WILDCARD_HOSTS.get(host) ?? host;
  return `http://${found.includes(':') ? `[${found}]` : found}:${port}`;
}
