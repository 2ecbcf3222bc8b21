import { existsSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { connectionsCommand } from './connections.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT_CODE, EXIT_CODE_HELP } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { initCommand } from './init.ts';
import { rotateKeysCommand } from './rotate-keys.ts';
import { sandboxCommand } from './sandbox.ts';
import { serveCommand } from './serve.ts';
import { tokenCommand } from './token.ts';

const PACKAGE_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json',
  import.meta.url,
);

const packageFile = z.object({ version: z.string() });

/** Read before anything else, since it may name the configuration. What the environment has already stays. */
const ENVIRONMENT_FILE = '.env';

function createProgram(): Command {
  const { version } = packageFile.parse(JSON.parse(readFileSync(PACKAGE_FILE, 'utf8')));
  const root = new Command('embed-connection')
    .description('The server behind the connection dialog, and the tools to run it')
    .version(version)
    .addHelpText('after', EXIT_CODE_HELP)
    .addCommand(serveCommand())
    .addCommand(initCommand())
    .addCommand(doctorCommand())
    .addCommand(sandboxCommand())
    .addCommand(tokenCommand())
    .addCommand(connectionsCommand())
    .addCommand(rotateKeysCommand());
  throwInsteadOfExit(root);
  return root;
}

/** Gives wrong usage its own exit code. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExit);
}

/** Prints an error and returns the exit code. Prints a sentence if an operator can fix it, and a bug in full. */
function reportError(error: unknown): number {
  // Commander has printed its own message by now; help and version end this way too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage;
  const problem = explainError(error);
  console.error(problem?.message ?? error);
  return problem?.exitCode ?? EXIT_CODE.failed;
}

/** Runs the command that the arguments of the process name, and sets its exit code. */
export async function runCommandLine(): Promise<void> {
  try {
    if (existsSync(ENVIRONMENT_FILE)) process.loadEnvFile(ENVIRONMENT_FILE);
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
