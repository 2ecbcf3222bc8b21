import { once } from 'node:events';

import { createAdaptorServer } from '@hono/node-server';

import { sandboxApp } from './sandbox-app.ts';

/** Where the sandbox listens. */
export interface SandboxOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
}

/** A running sandbox. */
export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string;
  /** Stops at once: answers under way are dropped. */
  close(): Promise<void>;
}

/**
 * Starts a small external system to connect to: for the demo, for trying out, for tests.
 *
 * Rejects when the port is taken.
 */
export async function startSandbox({ port, host }: SandboxOptions): Promise<Sandbox> {
  const stopping = new AbortController();
  const server = createAdaptorServer({ fetch: sandboxApp(stopping.signal).fetch });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    async close() {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
