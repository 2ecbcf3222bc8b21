import { once } from 'node:events';
import net from 'node:net';

/** Finds a port that nobody listens on. Another program may take it before we do: a start that then fails says so. */
export async function freePort(host: string): Promise<number> {
  const server = net.createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A listening TCP server has an address.');
  return address.port;
}
