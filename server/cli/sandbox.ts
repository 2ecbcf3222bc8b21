import { Command } from 'commander';
import { stringify } from 'yaml';
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
import type { Place, Sandbox } from '../sandbox/sandbox.ts';
import { sandboxUrl, startSandbox } from '../sandbox/sandbox.ts';
import { CommandError, EXIT_CODE } from './exit-code.ts';
import { printSection } from './print.ts';

const PORT_MAX = 65_535;

interface SandboxOptions {
  readonly port: string;
  readonly host: string;
  readonly json: boolean;
  readonly config: boolean;
}

/** What the sandbox takes, in the order in which people meet it. */
const RIGHT_KEYS = {
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
    .option('--config', 'print its connectors for the configuration instead, and end', false)
    .option('--json', 'print the result as JSON', false)
    .action(async ({ port, host, config, json }: SandboxOptions) => {
      const place = { port: portOption(port), host };
      if (config) {
        printConnectors(place, { json });
        return;
      }
      const sandbox = await startSandbox(place).catch((error: unknown) => {
        throw notListening(error);
      });
      announce(sandbox, { json });
      stopOnSignal(sandbox);
    });
}

function portOption(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= PORT_MAX) return port;
  throw new CommandError(`--port is a whole number up to ${PORT_MAX}.`, EXIT_CODE.usage);
}

function printConnectors(place: Place, { json }: { json: boolean }): void {
  if (place.port === 0) throw new CommandError('--config needs the --port that will be used.', EXIT_CODE.usage);
  const connectors = sandboxConnectors(sandboxUrl(place));
  if (json) {
    console.log(JSON.stringify({ connectors }));
    return;
  }
  console.log(`# For the configuration. The server reaches these with --dev. The sandbox: ${commandLine(place)}`);
  console.log(stringify({ connectors }, { aliasDuplicateObjects: false }).trimEnd());
}

function commandLine({ port, host }: Place): string {
  return `embed-connection sandbox --port ${port} --host ${host}`;
}

function announce({ url }: Sandbox, { json }: { json: boolean }): void {
  if (json) {
    console.log(JSON.stringify({ url, keys: RIGHT_KEYS }));
    return;
  }
  printSection('Sandbox', { address: url, requests: `${url}/requests` });
  printSection('What is right, any other wrong', RIGHT_KEYS);
  console.log('The page at its address says where each goes, and how to make it misbehave. Ctrl-C ends it.');
}

function notListening(error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new CommandError(`${error.message}. Name another place with --port and --host.`, EXIT_CODE.unavailable, {
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
