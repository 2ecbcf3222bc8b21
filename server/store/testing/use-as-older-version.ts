/*
 * A child process of tests. It uses a database like a process of an older version: prints `ready` when it has opened
 * the file, and runs the statement when its input ends. Arguments: file, statement.
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
