import { once } from 'node:events';
import net from 'node:net';

/**
 * Finds a free port, or checks that a given port is free.
 *
 * Rejects with `EADDRINUSE` when the given port is in use. Another program may still take the port before the caller does.
 */
export async function freePort(host: string, wanted = 0): Promise<number> {
  const server = net.createServer().listen(wanted, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A listening TCP server has an address.');
  return address.port;
}
