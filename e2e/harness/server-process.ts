import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const CLI = path.resolve(import.meta.dirname, '../../dist/server/cli.js');

const START_TIMEOUT_MS = 20_000;
const POLL_MS = 50;
/** Slightly longer than the server's limit for a graceful stop. */
const STOP_TIMEOUT_MS = 35_000;

export interface ServerProcessOptions {
  readonly host: string;
  readonly port: number;
  /** Configuration file. */
  readonly config: string;
  /** SQLite file. The server creates the key that encrypts its content and keeps the key beside it. */
  readonly database: string;
  /** Where everything that the server writes goes. */
  readonly log: string;
  /** What Node.js runs, instead of the built command line: a program and its arguments. */
  readonly program?: readonly string[];
  /** More environment variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built server, run by its command line as an operator would. */
export class ServerProcess {
  readonly url: URL;
  readonly #options: ServerProcessOptions;
  readonly #env: NodeJS.ProcessEnv;
  /** Where it runs: the command line reads a `.env` of its working folder, and a developer's is none of our business. */
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(options: ServerProcessOptions) {
    this.#options = options;
    this.#folder = path.dirname(options.config);
    this.url = new URL(`http://${options.host}:${options.port}`);
    this.#env = {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      HOME: process.env['HOME'],
      PORT: String(options.port),
      HOST: options.host,
      PUBLIC_URL: this.url.origin,
      DATABASE_URL: `sqlite:${options.database}`,
      // The provider that the tests connect runs on this machine.
      EGRESS_ALLOW: '127.0.0.0/8,::1/128',
      ...options.env,
    };
  }

  /** Resolves once the server is ready. Rejects with what it wrote when it ends before, as on a port that is taken. */
  async start(): Promise<void> {
    const { config, log, program = [CLI, 'serve', '--dev', '--config', config] } = this.#options;
    const child = spawn(process.execPath, program, {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C reaches only the parent process, which then stops the server once.
      detached: true,
    });
    this.#child = child;
    const file = createWriteStream(log, { flags: 'a' });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.once('close', () => file.end());

    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await this.stop();
        throw new Error(`The server did not start.\n${readFileSync(log, 'utf8').slice(-4000)}`);
      }
      await delay(POLL_MS);
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      const answer = await fetch(new URL('/readyz', this.url), { signal: AbortSignal.timeout(1000) });
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Stops the server and resolves to its exit status. Kills the server if it does not stop in time. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (!child) return 0;
    this.#child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = once(child, 'close');
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(patience);
    return child.exitCode;
  }

  /** Runs another command of the same command line on the same configuration and database; resolves to its JSON. */
  async command(...args: readonly string[]): Promise<unknown> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [CLI, ...args, '--dev', '--config', this.#options.config, '--json'],
      { cwd: this.#folder, env: this.#env },
    );
    return JSON.parse(stdout);
  }
}
