import { once } from 'node:events';

import { openSqliteStore } from '../sqlite-store.ts';
import { NOW } from './seed-store.ts';

/*
 * Run as a process of its own: opens a database, reads the connections of one organization and says `ready`. When its
 * input ends it tries to lease each, one after another, and prints how many it tried and the ids of those it got, with
 * commas between. Arguments: file, organization.
 */
const [file = '', organization = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file });
const connections = await store.connections.listOrganization(organization, { afterId: 0, limit: 1000 });
process.stdout.write('ready\n');
await once(process.stdin.resume(), 'end');
const numbers = [connections.length];
for (const connection of connections) {
  const lease = await store.write((stores) => stores.connections.lease(connection, NOW));
  if (lease) numbers.push(lease.id);
}
await store.close();
process.stdout.write(`${numbers.join()}\n`);
