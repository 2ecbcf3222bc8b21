import { once } from 'node:events';

import { openSqliteStore } from '../sqlite-store.ts';
import { NOW } from './seed-store.ts';

/*
 * A child process of tests. It opens a database, reads the connections of one organization and prints `ready`. When its
 * input ends, it tries to lease them one after another, and prints the number of attempts and the ids of the leased
 * connections, separated by commas. Arguments: file, organization.
 */
const [file = '', organization = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file });
const connections = await store.connections.listOrganization(organization, { afterId: 0, limit: 1000 });
process.stdout.write('ready\n');
await once(process.stdin.resume(), 'end');
const numbers = [connections.length];
for (const connection of connections) {
  const lease = await store.write((stores) => stores.connectionLeases.acquire(connection, NOW));
  if (lease) numbers.push(lease.id);
}
await store.close();
process.stdout.write(`${numbers.join()}\n`);
