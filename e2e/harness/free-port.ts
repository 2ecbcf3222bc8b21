import { once } from 'node:events';
import net from 'node:net';

/**
 * Finds a port that nobody listens on, or makes sure that a certain one is such.
 *
 * Another program may take it before we do: a start that then fails says so. Rejects with `EADDRINUSE`.
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
