import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { KEY_BYTES } from '../auth/derive-key.ts';
import { initialConfig } from '../config/initial-config.ts';
import { askOrigin, readOrigin } from './ask-origin.ts';
import { CommandError, EXIT_CODE } from './exit-code.ts';
import { printRecord } from './print.ts';

const RSA_BITS = 2048;
const PUBLIC_KEY_FILE = 'embed-public.pem';
const PRIVATE_KEY_FILE = 'embed-private.pem';

interface InitOptions {
  readonly config: string;
  readonly env: string;
  readonly origin: readonly string[];
  readonly json: boolean;
}

/** `init`: writes a configuration to start from, and the keys it needs. */
export function initCommand(): Command {
  return new Command('init')
    .description(
      'write a commented configuration, and beside it an encryption key, a signing secret and a pair of RSA keys',
    )
    .option('--config <file>', 'where to write the configuration', 'embed.config.yaml')
    .option('--env <file>', 'where to write the keys', '.env')
    .option('--origin <origin>', 'origin of pages that will embed the dialog; may be repeated', addOrigin, [])
    .option('--json', 'print the result as JSON', false)
    .action(async ({ config, env, origin, json }: InitOptions) => {
      const files = {
        config,
        env,
        publicKey: join(dirname(config), PUBLIC_KEY_FILE),
        privateKey: join(dirname(config), PRIVATE_KEY_FILE),
      };
      // Before the first is written: half a set of files would stand in the way of the next try.
      const taken = Object.values(files).filter((file) => existsSync(file));
      if (taken.length > 0) throw isThere(taken.join(', '));
      const origins = origin.length > 0 || json ? origin : await askedOrigins();
      const { privateKey, publicKey } = generateKeyPairSync('rsa', {
        modulusLength: RSA_BITS,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
      await create(config, initialConfig({ publicKeyFile: `./${PUBLIC_KEY_FILE}`, origins }));
      await create(env, environmentFile());
      await create(files.publicKey, publicKey);
      await create(files.privateKey, privateKey);
      printRecord(files, { json });
      if (!json) console.log(`\nKeep ${env} and ${files.privateKey} secret. Next: ${commandName()} serve --dev`);
    });
}

function addOrigin(text: string, origins: readonly string[]): readonly string[] {
  const answer = readOrigin(text);
  if ('mistake' in answer) throw new CommandError(`--origin ${answer.mistake}.`, EXIT_CODE.usage);
  return [...origins, answer.origin];
}

/** Asks only at a terminal: with a pipe or a file as input, the question would wait for ever. */
async function askedOrigins(): Promise<readonly string[]> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return [];
  const origin = await askOrigin(process.stdin, process.stdout);
  return origin === undefined ? [] : [origin];
}

/** How this was called: by its name, or as a script of a checkout. */
function commandName(): string {
  const script = process.argv[1] ?? '';
  return /\.[jt]s$/.test(script) ? `node ${relative(process.cwd(), script)}` : 'embed-connection';
}

async function create(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'EEXIST' ? isThere(file) : error;
  }
}

function isThere(files: string): CommandError {
  return new CommandError(`Already there: ${files}. Nothing was overwritten; name other files, or move these away.`);
}

function environmentFile(): string {
  return `# Seals the stored credentials. Losing it loses them; keep a copy away from the database's backups.
ENCRYPTION_KEYS=${randomBytes(KEY_BYTES).toString('base64')}
# Signs embed tokens. Your product's back end needs the same value.
EMBED_SECRET=${randomBytes(KEY_BYTES).toString('base64')}
`;
}
