import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { dialects, OWN_DIALECT } from '../dialects/dialects.ts';
import { isJsonObject } from '../json-object.ts';
import type { EnvironmentOptions } from './environment.ts';
import { requireOrganization, readEnvironment, addEnvironmentOptions } from './environment.ts';
import { CommandError } from './exit-code.ts';

interface SignOptions extends EnvironmentOptions {
  readonly org: string;
  readonly dialect: string;
  readonly sub: string;
  readonly origin?: string;
  readonly claims: string;
  readonly key?: string;
  readonly json: boolean;
}

/** `token`: signs embed tokens, for trying things out. */
export function tokenCommand(): Command {
  return new Command('token').description('embed tokens').addCommand(signCommand());
}

function signCommand(): Command {
  const names = dialects.map(({ name }) => name).join(', ');
  return addEnvironmentOptions(new Command('sign'))
    .description('print an embed token signed with a key of the organization, for trying things out')
    .requiredOption('--org <slug>', 'organization')
    .option('--dialect <name>', `whose token: ${names}. Each page accepts one kind only`, OWN_DIALECT)
    .requiredOption('--sub <subject>', 'who it is for, as the dialect writes its subject')
    .option('--origin <origin>', 'origin of the page that embeds the dialog, for tokens that name it')
    .option('--claims <json>', 'more claims, as a JSON object', '{}')
    .option('--key <file>', 'PEM of the private key, where the configured key is only its public half')
    .option('--json', 'print {"token": …} instead of the bare token', false)
    .action(async (options: SignOptions) => {
      const dialect = dialects.find(({ name }) => name === options.dialect);
      if (!dialect) throw new CommandError(`--dialect is one of ${names}.`, 'invalid_usage');
      const { config } = await readEnvironment(options, { encryptionKeys: 'optional' });
      const token = await dialect.signToken({
        organization: requireOrganization(config, options.org),
        subject: options.sub,
        origin: options.origin,
        claims: claimsOption(options.claims),
        privateKey: options.key === undefined ? undefined : await readKey(options.key),
        issuedAt: Math.floor(Date.now() / 1000),
      });
      console.log(options.json ? JSON.stringify({ token }) : token);
    });
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`--key: ${file} cannot be read.`, 'invalid_usage', { cause: error });
  }
}

function claimsOption(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return { ...value };
  } catch {
    // Said below, like any other text that is not an object.
  }
  throw new CommandError('--claims is a JSON object, such as {"external_id":"4242"}.', 'invalid_usage');
}
