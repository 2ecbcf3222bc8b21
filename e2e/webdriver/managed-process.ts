import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** Processes that have not exited this long after SIGTERM are killed. */
const END_TIMEOUT_MS = 5000;

/** How many characters of a program's stderr are kept for its error message. */
const STDERR_TAIL_LENGTH = 4000;

/** Shell script: a background job waits until the pipe closes and then ends the process group. */
const END_WITH_PARENT_SCRIPT = '(read -r _ <&4; kill -TERM 0) & exec "$@" 4<&-';

/** A program to run. */
export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A program that ends, with all its child processes, when this process ends.
 *
 * It runs in its own process group. The group is ended when a pipe to it closes. That happens in
 * {@link ManagedProcess.end} and whenever this process exits, even after SIGKILL. POSIX only.
 */
export class ManagedProcess {
  readonly #path: string;
  readonly #child: ChildProcess;
  #stderrTail = '';

  constructor({ path, args, env }: Program) {
    this.#path = path;
    this.#child = spawn('/bin/sh', ['-c', END_WITH_PARENT_SCRIPT, 'sh', path, ...args], {
      env,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-STDERR_TAIL_LENGTH);
    });
  }

  /** Whether the program has exited. */
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** An error that includes the end of the program's stderr. */
  failure(what: string): Error {
    return new Error(`${this.#path} ${what}.\n${this.#stderrTail}`);
  }

  /** The first line that the program writes to file descriptor 3. Rejects if the program exits first. */
  async firstLine(): Promise<string> {
    const output = this.#child.stdio[3];
    if (output instanceof Readable) for await (const line of createInterface(output)) return line;
    throw this.failure('ended before it was ready');
  }

  /** Ends the program and its child processes. Resolves once the program has exited. */
  async end(): Promise<void> {
    const exited = this.hasEnded ? Promise.resolve() : once(this.#child, 'exit');
    this.#child.stdio[4]?.destroy();
    const killTimer = setTimeout(() => this.#kill(), END_TIMEOUT_MS);
    await exited;
    clearTimeout(killTimer);
  }

  #kill(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // The process group has just ended.
    }
  }
}
