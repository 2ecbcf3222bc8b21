import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** What processes that were told to end may take for it. */
const END_TIMEOUT_MS = 5000;

/** Characters of the last words of a program that are kept. */
const STDERR_TAIL_LENGTH = 4000;

/** Waits in the background until the pipe closes, then ends the process group. */
const END_WITH_PARENT_SCRIPT = '(read -r _ <&4; kill -TERM 0) & exec "$@" 4<&-';

/** A program to run, as a shell would be told. */
export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A program that does not outlive this process, nor does anything that it starts in turn.
 *
 * It runs in a process group of its own, which is ended when a pipe of ours closes: by {@link ManagedProcess.end}, or
 * together with this process, whatever ends that. POSIX only.
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

  /** Whether it has ended by itself. */
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Why it is of no use, with what it wrote to standard error. */
  failure(what: string): Error {
    return new Error(`${this.#path} ${what}.\n${this.#stderrTail}`);
  }

  /** The first line that it writes to file descriptor 3. Rejects when it ends without one. */
  async firstLine(): Promise<string> {
    const output = this.#child.stdio[3];
    if (output instanceof Readable) for await (const line of createInterface(output)) return line;
    throw this.failure('ended before it was ready');
  }

  /** Resolves once the program is gone, and everything that it started was told to go. */
  async end(): Promise<void> {
    const gone = this.hasEnded ? Promise.resolve() : once(this.#child, 'exit');
    this.#child.stdio[4]?.destroy();
    const patience = setTimeout(() => this.#kill(), END_TIMEOUT_MS);
    await gone;
    clearTimeout(patience);
  }

  #kill(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // All of them have ended just now.
    }
  }
}
