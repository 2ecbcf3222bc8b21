import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const CLI = path.resolve(import.meta.dirname, '../../dist/server/cli.js');

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** Slightly longer than the server's limit for a graceful stop. */
const STOP_TIMEOUT_MS = 35_000;

export interface ServerProcessOptions {
  readonly host: string;
  readonly port: number;
  /** Configuration file. */
  readonly config: string;
  /** SQLite file. The server creates an encryption key beside it. */
  readonly database: string;
  /** File for everything that the server writes to stdout and stderr. */
  readonly log: string;
  /** What Node.js runs, instead of the built command line: a program and its arguments. */
  readonly program?: readonly string[];
  /** Additional environment variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built server, started through its command line as an operator starts it. */
export class ServerProcess {
  readonly url: URL;
  readonly #options: ServerProcessOptions;
  readonly #env: NodeJS.ProcessEnv;
  /** The working folder. The command line reads `.env` there, and tests must not read a developer's `.env`. */
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
      // The tests' provider runs on this machine.
      EGRESS_ALLOW: '127.0.0.0/8,::1/128',
      ...options.env,
    };
  }

  /**
   * Resolves once the server is ready. If the server exits first, for example because the port is in use, rejects with
   * its log.
   */
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
      const response = await fetch(new URL('/readyz', this.url), { signal: AbortSignal.timeout(1000) });
      return response.ok;
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
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const killTimer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await closed;
    clearTimeout(killTimer);
    return child.exitCode;
  }

  /** Kills the server, as a crash does, and resolves once it has ended. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  /** Runs another command with the same configuration and database, and resolves to its JSON output. */
  async command(...args: readonly string[]): Promise<unknown> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [CLI, ...args, '--dev', '--config', this.#options.config, '--json'],
      { cwd: this.#folder, env: this.#env },
    );
    return JSON.parse(stdout);
  }
}
