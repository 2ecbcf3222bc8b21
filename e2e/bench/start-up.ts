import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BenchProcess, median } from './bench-process.ts';
import { BenchServer } from './bench-server.ts';

// Measures how long the server takes from the start of its process until it is ready, and its memory then. It alternates
// with a bare HTTP server of Node.js. Prints medians; asserts none.
const ROUNDS = 15;
/** Whatever the start left to do is done by then. */
const SETTLE_MS = 300;
const START_UP_AIM = 2.5;
const MEMORY_AIM = 1.6;

interface Figures {
  readonly startUpMs: number[];
  readonly memory: number[];
}

const server = new BenchServer();
const bareServer = path.join(import.meta.dirname, 'bare-http-server.mjs');

async function measure(started: Promise<BenchProcess>, figures: Figures): Promise<void> {
  const running = await started;
  await wait(SETTLE_MS);
  figures.startUpMs.push(running.startUpMs);
  figures.memory.push(running.memoryMebibytes());
  await running.stop();
}

// The first start creates the database and the compiled code that later starts find.
await (await server.start()).stop();
const ours: Figures = { startUpMs: [], memory: [] };
const bare: Figures = { startUpMs: [], memory: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  await measure(BenchProcess.start([bareServer], { cwd: server.folder }), bare);
  await measure(server.start(), ours);
}
server.remove();

const compare = (name: string, unit: string, aim: number, pick: (figures: Figures) => readonly number[]) => {
  const [own, other] = [median(pick(ours)), median(pick(bare))];
  console.log(
    `${name}: server ${own.toFixed(0)} ${unit}, bare Node.js ${other.toFixed(0)} ${unit}, ratio ${(own / other).toFixed(2)} (aim at most ${aim})`,
  );
};
compare('start-up', 'ms', START_UP_AIM, ({ startUpMs }) => startUpMs);
compare('memory after start-up', 'MiB', MEMORY_AIM, ({ memory }) => memory);
