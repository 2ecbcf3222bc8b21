import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { addConnectors } from '../config/add-connectors.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import {
  SANDBOX_APP_ID,
  SANDBOX_AWS_KEY_ID,
  SANDBOX_AWS_SECRET,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_KEY,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
  SANDBOX_WORKSPACE,
} from '../sandbox/keys.ts';
import type { ListenAddress, Sandbox } from '../sandbox/sandbox.ts';
import { sandboxUrl, startSandbox } from '../sandbox/sandbox.ts';
import { commandName, printSection } from './print.ts';
import { configFileDefault } from './environment.ts';
import { CommandError } from './exit-code.ts';

const MAX_PORT = 65_535;

interface SandboxOptions {
  readonly port: string;
  readonly host: string;
  readonly json: boolean;
  readonly printConfig: boolean;
  readonly write: boolean;
  readonly config: string;
}

/** What the sandbox takes, in the order in which people meet it. */
const ACCEPTED_CREDENTIALS = {
  key: SANDBOX_KEY,
  username: SANDBOX_USERNAME,
  password: SANDBOX_PASSWORD,
  appId: SANDBOX_APP_ID,
  workspace: SANDBOX_WORKSPACE,
  clientId: SANDBOX_CLIENT_ID,
  clientSecret: SANDBOX_CLIENT_SECRET,
  machineId: SANDBOX_MACHINE_ID,
  machineSecret: SANDBOX_MACHINE_SECRET,
  awsKeyId: SANDBOX_AWS_KEY_ID,
  awsSecret: SANDBOX_AWS_SECRET,
};

/** `sandbox`: runs an imaginary external system, to try connectors with and to test against. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description('run an imaginary system to connect, with sign-in pages and every way to authenticate, until Ctrl-C')
    .option('--port <n>', 'where it listens; 0 for any port that is free', '4400')
    .option('--host <host>', 'on which address of this machine', '127.0.0.1')
    .option('--print-config', 'print its connectors for the configuration instead, and end', false)
    .option('--write', 'add its connectors to the configuration file instead, and end', false)
    .option('--config <file>', 'configuration file for --write', configFileDefault())
    .option('--json', 'print the result as JSON', false)
    .action(async ({ port, host, printConfig, write, config, json }: SandboxOptions) => {
      const address = { port: portOption(port), host };
      if (write) return writeConnectors(config, address, { json });
      if (printConfig) {
        printConnectors(address, { json });
        return;
      }
      const sandbox = await startSandbox(address).catch((error: unknown) => {
        throw toListenError(error);
      });
      printSandbox(sandbox, { json });
      stopOnSignal(sandbox);
    });
}

function portOption(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= MAX_PORT) return port;
  throw new CommandError(`--port is a whole number up to ${MAX_PORT}.`, 'invalid_usage');
}

function connectorsAt(address: ListenAddress, option: string) {
  if (address.port === 0) throw new CommandError(`${option} needs the --port that will be used.`, 'invalid_usage');
  return sandboxConnectors(sandboxUrl(address));
}

async function writeConnectors(file: string, place: ListenAddress, { json }: { json: boolean }): Promise<void> {
  const connectors = connectorsAt(place, '--write');
  const { text, ...outcome } = addConnectors({ text: await readConfig(file), fileName: file, connectors });
  const isChanged = outcome.added.length + outcome.moved.length > 0;
  if (isChanged) await replaceFile(file, text);
  if (json) {
    console.log(JSON.stringify({ file, ...outcome }));
    return;
  }
  const { added, moved, unchanged, kept } = outcome;
  const printNames = (names: readonly string[], what: string) => {
    if (names.length > 0) console.log(`${what}: ${names.join(', ')}`);
  };
  printNames(added, `Added to ${file}`);
  printNames(moved, `Given the address ${sandboxUrl(place)} in ${file}`);
  printNames(unchanged, `In ${file} already`);
  printNames(kept, `Not changed, because ${file} has something else under these names`);
  if (isChanged)
    console.log('Restart the server. It reaches these connectors in development only, with --dev or EMBED_DEV=1.');
  console.log(`The sandbox: ${sandboxCommandLine(place)}`);
}

async function readConfig(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const hint = 'Name it with --config, or make one with init.';
    throw new CommandError(`${file} cannot be read. ${hint}`, 'invalid_configuration', { cause: error });
  }
}

/** Leaves either the old file or the new one, whenever the process ends. Keeps its mode, and a link to it. */
async function replaceFile(file: string, text: string): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new CommandError(`${file} cannot be written (${reason}).`, 'failed', { cause: error });
  }
}

function printConnectors(address: ListenAddress, { json }: { json: boolean }): void {
  const connectors = connectorsAt(address, '--print-config');
  if (json) {
    console.log(JSON.stringify({ connectors }));
    return;
  }
  console.log(
    `# For the configuration. The server reaches these with --dev. The sandbox: ${sandboxCommandLine(address)}`,
  );
  console.log(stringify({ connectors }, { aliasDuplicateObjects: false }).trimEnd());
}

function sandboxCommandLine({ port, host }: ListenAddress): string {
  return `${commandName()} sandbox --port ${port} --host ${host}`;
}

function printSandbox({ url }: Sandbox, { json }: { json: boolean }): void {
  if (json) {
    console.log(JSON.stringify({ url, keys: ACCEPTED_CREDENTIALS }));
    return;
  }
  printSection('Sandbox', { address: url, requests: `${url}/requests` });
  printSection('What is right, any other wrong', ACCEPTED_CREDENTIALS);
  console.log('The page at its address says where each goes, and how to make it misbehave. Ctrl-C ends it.');
}

function toListenError(error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new CommandError(`${error.message}. Name another place with --port and --host.`, 'unavailable', {
    cause: error,
  });
}

/** The process ends by itself once the sandbox has stopped. Ctrl-C often arrives twice, which changes nothing. */
function stopOnSignal(sandbox: Sandbox): void {
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= sandbox.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}
