/*
 * Uses a database as a process of an older version does: `<file> <statement>`. Says `ready` when it has the file open, and
 * runs the statement when its input ends.
 */
import { once } from 'node:events';
import BetterSqlite3 from 'better-sqlite3';

const [, , file = '', statement = ''] = process.argv;
const writer = new BetterSqlite3(file);
writer.pragma('journal_mode = wal');
const prepared = writer.prepare(statement);
process.stdout.write('ready\n');
process.stdin.resume();
await once(process.stdin, 'end');
prepared.run();
writer.close();
