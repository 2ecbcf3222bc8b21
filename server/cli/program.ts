import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { EXIT_CODE, EXIT_CODE_HELP } from './exit-code.ts';
import type { Problem } from './explain-error.ts';
import type { OutputFormat } from './print.ts';

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
  connectors: async () => (await import('./connectors.ts')).connectorsCommand(),
  connections: async () => (await import('./connections.ts')).connectionsCommand(),
  'access-tokens': async () => (await import('./access-tokens.ts')).accessTokensCommand(),
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand(),
  'rotate-keys': async () => (await import('./rotate-keys.ts')).rotateKeysCommand(),
};

/** Loads the command that the first argument names. Without a name, such as for the help, loads all. */
async function loadCommands(name = ''): Promise<readonly Command[]> {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
}

async function createProgram(args: readonly string[], { json }: OutputFormat): Promise<Command> {
  const { version } = packageFile.parse(JSON.parse(readFileSync(PACKAGE_FILE, 'utf8')));
  const root = new Command('embed-connection')
    .description('The server behind the connection dialog, and the tools to run it')
    .version(version)
    .addHelpText('after', EXIT_CODE_HELP);
  for (const command of await loadCommands(args[0])) root.addCommand(command);
  setErrorHandling(root, json);
  return root;
}

/** Gives wrong usage its own exit code, and keeps the messages of Commander out of an output that is JSON. */
function setErrorHandling(command: Command, json: boolean): void {
  command.exitOverride();
  command.configureOutput({
    outputError: (message, write) => {
      if (!json) write(withoutValues(message));
    },
  });
  for (const subcommand of command.commands) setErrorHandling(subcommand, json);
}

/**
 * Takes the values of unknown options and arguments out of a message of Commander: a secret may be written there by mistake,
 * and messages go to logs. A short option has its value behind its letter.
 */
function withoutValues(message: string): string {
  return message
    .replace(/(unknown option '(?:--[^'=]*|-[^-']))[^]*'/, "$1'")
    .replace(/(too many arguments [^]*? but got \d+): [^]*?(\n?)$/, '$1.$2');
}

/** Prints an error and returns the exit code. Prints a sentence if an operator can fix it, and a bug in full. */
async function reportError(error: unknown, { json }: OutputFormat): Promise<number> {
  if (error instanceof CommanderError) {
    // Help and version end this way too. As text, Commander has printed its own message by now.
    if (error.exitCode === 0) return 0;
    if (json) printError({ code: 'invalid_usage', message: withoutValues(error.message.replace(/^error: /, '')) });
    return EXIT_CODE.invalid_usage;
  }
  const problem = isDatabaseMissing(error) ? DATABASE_MISSING : await explain(error);
  if (json) printError(problem ?? { code: 'internal', message: inspect(error) });
  else console.error(problem?.message ?? error);
  return problem?.exitCode ?? EXIT_CODE.internal;
}

/** Imports the explanations only when there is something to explain. */
async function explain(error: unknown): Promise<Problem | undefined> {
  const { explainError } = await import('./explain-error.ts');
  return explainError(error);
}

/** The package for front ends does not bring the database of the server with it. */
const DATABASE_MISSING: Problem = {
  code: 'unavailable',
  message:
    'The server needs the package better-sqlite3. Install it beside embed-connection: npm install better-sqlite3@13',
  exitCode: EXIT_CODE.unavailable,
};

function isDatabaseMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    // Of `import` and of `require`.
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
    error.message.includes("'better-sqlite3'")
  );
}

function printError({ code, message, fields }: Omit<Problem, 'exitCode'>): void {
  console.error(JSON.stringify({ error: { code, message, ...(fields && { fields }) } }));
}

/** Runs the command that the arguments name, and sets the exit code of the process. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  // Looked for here, because Commander refuses wrong arguments before it has read them all.
  const format = { json: args.includes('--json') };
  try {
    if (existsSync(ENVIRONMENT_FILE)) process.loadEnvFile(ENVIRONMENT_FILE);
    await (await createProgram(args, format)).parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = await reportError(error, format);
  }
}
