import { format } from 'node:util';
import { mock } from 'node:test';
import { runCommandLine } from '../cli/program.ts';
import { CLI } from './command-line.ts';
import type { CommandOptions, CommandResult } from './command-line.ts';

/**
 * Runs a command to its end without a process of its own, which would take half a second to start.
 *
 * It sees the folder and the environment that a process would see. Call it for one command at a time, and not for
 * commands that go on, or that write other than with `console`.
 */
export async function runInProcess(args: readonly string[], { cwd, env }: CommandOptions): Promise<CommandResult> {
  const before = { cwd: process.cwd(), env: { ...process.env }, argv: process.argv, exitCode: process.exitCode };
  const printed = { stdout: '', stderr: '' };
  const collect =
    (stream: keyof typeof printed) =>
    (...values: readonly unknown[]) => {
      printed[stream] += `${format(...values)}\n`;
    };
  const mocks = [
    mock.method(console, 'log', collect('stdout')),
    mock.method(console, 'error', collect('stderr')),
    mock.method(process.stderr, 'write', (text: string) => {
      printed.stderr += text;
      return true;
    }),
  ];
  try {
    process.chdir(cwd);
    replaceEnvironment({ PATH: before.env['PATH'], ...env });
    process.argv = [process.execPath, CLI, ...args];
    process.exitCode = undefined;
    await runCommandLine(args);
    return { ...printed, status: exitCode() };
  } finally {
    for (const { mock: mocked } of mocks) mocked.restore();
    process.chdir(before.cwd);
    replaceEnvironment(before.env);
    process.argv = before.argv;
    process.exitCode = before.exitCode;
  }
}

/** A function, because the compiler cannot see that the command set it. */
function exitCode(): number {
  return Number(process.exitCode ?? 0);
}

/** Replaces each variable, because Node.js loads a `.env` file into the original `process.env` object. */
function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)));
}
