import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { BackgroundTasks } from '../../connections/background-tasks.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { RunScheduler } from '../run-scheduler.ts';

/*
 * A process that records due runs, until it is killed. It prints a line when it is ready.
 *
 * Arguments: the database file, the organization, and whether each line on standard input is the time to work with. Without
 * such lines, the process works with the clock of the machine.
 */
const [, , file = '', organization = '', readsClock] = process.argv;
const store = await openSqliteStore({ file, configuredRecipients: () => ['configured'] });
const log = pino({ level: 'silent' });
const background = new BackgroundTasks(log);
let time = 0;
const scheduler = new RunScheduler({
  ...{ store, organizations: new Map([[organization, { integrations: new Map() }]]), log },
  now: () => (readsClock === undefined ? Date.now() : time),
  runInBackground: (task) => void background.start('record due runs', task, 0),
});
if (readsClock === undefined) scheduler.start();
else {
  createInterface(process.stdin).on('line', (line) => {
    time = Number(line);
    scheduler.poll();
  });
}
process.stdout.write('ready\n');
// Keeps the process alive, as the listener of a server does. A poll during another one does nothing, so the last of many
// lines could be missed.
setInterval(() => (readsClock === undefined || time === 0 ? undefined : scheduler.poll()), 20);
