import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * The script of the command line: the one that was built if `npm test` names it, which starts faster, else the sources.
 */
export const CLI = process.env['EMBED_CONNECTION_CLI'] ?? fileURLToPath(new URL('../cli.ts', import.meta.url));
type Environment = Readonly<Record<string, string>>;

/** The working folder and environment of a command. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Environment;
}

/** The exit status and output of a command. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function processEnvironment(env: Environment = {}): NodeJS.ProcessEnv {
  // The compile cache halves the start-up time.
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE, ...env };
}

/** Runs a command of the command line and waits for its end. */
export function runCommand(args: readonly string[], { cwd, env }: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, ...args],
      { cwd, env: processEnvironment(env) },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** A server in a child process. */
export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Every line of the log so far. */
  readonly log: readonly string[];
}

/** Starts `serve` on a free port and resolves once it listens. With `--dev`, unless `dev` is false. */
export async function startServerProcess(
  args: readonly string[],
  { cwd, env, dev = true }: CommandOptions & { readonly dev?: boolean },
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [CLI, 'serve', ...(dev ? ['--dev'] : []), ...args], {
    cwd,
    env: processEnvironment({ PORT: '0', HOST: '127.0.0.1', ...env }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log: string[] = [];
  const listening = Promise.withResolvers<number>();
  createInterface(child.stdout).on('line', (line) => {
    log.push(line);
    const entry = JSON.parse(line) as { msg?: string; port?: number };
    if (entry.msg === 'listening') listening.resolve(entry.port ?? 0);
  });
  child.once('exit', () => listening.reject(new Error(`The server exited before it listened.\n${log.join('\n')}`)));
  const port = await listening.promise;
  return { url: `http://127.0.0.1:${port}`, process: child, log };
}
