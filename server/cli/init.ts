import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import { KEY_BYTES } from '../auth/derive-key.ts';
import { initialConfig } from '../config/initial-config.ts';
import { promptForOrigin, parseOrigin } from './prompt-for-origin.ts';
import { commandName, printRecord } from './print.ts';
import { CommandError } from './exit-code.ts';

const RSA_BITS = 2048;
const PUBLIC_KEY_FILE = 'embed-public.pem';
const PRIVATE_KEY_FILE = 'embed-private.pem';

interface InitOptions {
  readonly config: string;
  readonly env: string;
  readonly origin: readonly string[];
  readonly json: boolean;
}

/** What a question is asked on. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

/**
 * `init`: writes a configuration to start from, and the keys it needs.
 *
 * @param terminal Called when there is a question to ask.
 */
export function initCommand(
  terminal: () => Terminal = () => ({ input: process.stdin, output: process.stdout }),
): Command {
  return new Command('init')
    .description(
      'write a commented configuration, and beside it an encryption key, a signing secret and a pair of RSA keys',
    )
    .option('--config <file>', 'where to write the configuration', 'embed.config.yaml')
    .option('--env <file>', 'where to write the keys', '.env')
    .option('--origin <origin>', 'origin of pages that will embed the dialog; may be repeated', collect, [])
    .option('--json', 'print the result as JSON', false)
    .action(async ({ config, env, origin, json }: InitOptions) => {
      const given = await readOrigins(origin);
      const files = {
        config,
        env,
        publicKey: join(dirname(config), PUBLIC_KEY_FILE),
        privateKey: join(dirname(config), PRIVATE_KEY_FILE),
      };
      // Before the first is written: half a set of files would stand in the way of the next try.
      const existing = Object.values(files).filter((file) => existsSync(file));
      if (existing.length > 0) throw fileExistsError(existing.join(', '));
      const origins = given.length > 0 || json ? given : await promptForOrigins(terminal());
      const { privateKey, publicKey } = generateKeyPairSync('rsa', {
        modulusLength: RSA_BITS,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
      await createFile(config, initialConfig({ publicKeyFile: `./${PUBLIC_KEY_FILE}`, origins }));
      await createFile(env, environmentFileText());
      await createFile(files.publicKey, publicKey);
      await createFile(files.privateKey, privateKey);
      printRecord(files, { json });
      if (!json) console.log(`\nKeep ${env} and ${files.privateKey} secret. Next: ${commandName()} serve`);
    });
}

function collect(text: string, texts: readonly string[]): readonly string[] {
  return [...texts, text];
}

async function readOrigins(texts: readonly string[]): Promise<readonly string[]> {
  const parsed = await Promise.all(texts.map(parseOrigin));
  return parsed.map((result) => {
    if ('issue' in result) throw new CommandError(`--origin ${result.issue}.`, 'invalid_usage');
    return result.origin;
  });
}

/** Asks only at a terminal: with a pipe or a file as input, the question would wait for ever. */
async function promptForOrigins({ input, output }: Terminal): Promise<readonly string[]> {
  if (!input.isTTY || !output.isTTY) return [];
  const origin = await promptForOrigin(input, output);
  return origin === undefined ? [] : [origin];
}

async function createFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'EEXIST' ? fileExistsError(file) : error;
  }
}

function fileExistsError(files: string): CommandError {
  return new CommandError(`Already there: ${files}. Nothing was overwritten; name other files, or move these away.`);
}

function environmentFileText(): string {
  return `# Development: this machine alone reaches the server, and http to it is allowed. Remove this line to go live.
EMBED_DEV=1
# Seals the stored credentials. Losing it loses them; keep a copy away from the database's backups.
ENCRYPTION_KEYS=${randomBytes(KEY_BYTES).toString('base64')}
# Signs embed tokens. Your product's back end needs the same value.
EMBED_SECRET=${randomBytes(KEY_BYTES).toString('base64')}
`;
}
