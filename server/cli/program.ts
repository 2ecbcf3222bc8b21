import { existsSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { EXIT_CODE, EXIT_CODE_HELP } from './exit-code.ts';

/** Reached from the sources and from `dist/server/` in the same way. */
const PACKAGE_FILE = new URL('../../package.json', import.meta.url);

const packageFile = z.object({ version: z.string() });

/** Read before anything else, since it may name the configuration. What the environment has already stays. */
const ENVIRONMENT_FILE = '.env';

/** Loads the commands, in the order of the help. Each is imported on its own, because `serve` needs none of the others. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  sandbox: async () => (await import('./sandbox.ts')).sandboxCommand(),
  token: async () => (await import('./token.ts')).tokenCommand(),
  connections: async () => (await import('./connections.ts')).connectionsCommand(),
  'rotate-keys': async () => (await import('./rotate-keys.ts')).rotateKeysCommand(),
};

/** Loads the command that the first argument names. Without a name, such as for the help, loads all. */
async function loadCommands(name = ''): Promise<readonly Command[]> {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
}

async function createProgram(): Promise<Command> {
  const { version } = packageFile.parse(JSON.parse(readFileSync(PACKAGE_FILE, 'utf8')));
  const root = new Command('embed-connection')
    .description('The server behind the connection dialog, and the tools to run it')
    .version(version)
    .addHelpText('after', EXIT_CODE_HELP);
  for (const command of await loadCommands(process.argv[2])) root.addCommand(command);
  throwInsteadOfExit(root);
  return root;
}

/** Gives wrong usage its own exit code. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExit);
}

/** Prints an error and returns the exit code. Prints a sentence if an operator can fix it, and a bug in full. */
async function reportError(error: unknown): Promise<number> {
  // Commander has printed its own message by now; help and version end this way too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage;
  const { explainError } = await import('./explain-error.ts');
  const problem = explainError(error);
  console.error(problem?.message ?? error);
  return problem?.exitCode ?? EXIT_CODE.failed;
}

/** Runs the command that the arguments of the process name, and sets its exit code. */
export async function runCommandLine(): Promise<void> {
  try {
    if (existsSync(ENVIRONMENT_FILE)) process.loadEnvFile(ENVIRONMENT_FILE);
    await (await createProgram()).parseAsync();
  } catch (error) {
    process.exitCode = await reportError(error);
  }
}
