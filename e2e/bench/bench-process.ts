import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../harness/free-port.ts';

export const HOST = '127.0.0.1';

/** Short, because it is a part of the measured time. */
const POLL_MS = 2;
/** `/proc/<pid>/stat` counts in hundredths of a second. */
const CLOCK_TICK_MS = 10;
const KIBIBYTES_PER_MEBIBYTE = 1024;

/** A server in a process of its own, whose time and memory are read from `/proc`, so on Linux only. */
export class BenchProcess {
  readonly origin: string;
  /** From the start of the process until `/readyz` answered 200. */
  readonly startUpMs: number;
  readonly #child: ChildProcess;
  readonly #pid: number;

  private constructor({ child, pid, origin, startUpMs }: Started) {
    this.#child = child;
    this.#pid = pid;
    this.origin = origin;
    this.startUpMs = startUpMs;
  }

  /** Starts a script of Node.js on a free port, which it finds in `PORT`, and waits until it is ready. */
  static async start(args: readonly string[], { cwd, env = {} }: StartOptions): Promise<BenchProcess> {
    const port = await freePort(HOST);
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env['PATH'], PORT: String(port), HOST, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('The process did not start.');
    while ((await status(port)) !== 200) {
      if (child.exitCode !== null) throw new Error(`The process ended with ${child.exitCode}.`);
      await wait(POLL_MS);
    }
    return new BenchProcess({
      child,
      pid,
      origin: `http://${HOST}:${port}`,
      startUpMs: performance.now() - startedAt,
    });
  }

  /** Processor time so far, of all its threads. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#pid}/stat`, 'utf8');
    // The name of the program may contain spaces and ends with a parenthesis: proc_pid_stat(5). Fields 14 and 15.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * CLOCK_TICK_MS;
  }

  /** Resident memory in MiB. */
  memoryMebibytes(): number {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / KIBIBYTES_PER_MEBIBYTE;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill();
    await exited;
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly origin: string;
  readonly startUpMs: number;
}

interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The status of `/readyz`; 0 while nothing listens. */
function status(port: number): Promise<number> {
  return new Promise((resolve) => {
    const request = http.get({ host: HOST, port, path: '/readyz', agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', () => resolve(0));
  });
}

/** The middle one of several figures. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
