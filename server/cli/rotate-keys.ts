import { Command, Option } from 'commander';
import { replaceSigningKey, rotateSigningKey } from '../auth/rotate-signing-key.ts';
import { isoTime } from '../iso-time.ts';
import { openVault } from '../store/open-vault.ts';
import { SIGNING_PURPOSES, type SigningPurpose } from '../store/signing-key-store.ts';
import type { EnvironmentOptions } from './environment.ts';
import {
  addEnvironmentOptions,
  openStore,
  printStorageWarning,
  readEnvironment,
  withDevelopmentKey,
} from './environment.ts';
import { printRecord } from './print.ts';

interface RotateOptions extends EnvironmentOptions {
  readonly purpose: SigningPurpose;
  readonly now: boolean;
  readonly json: boolean;
}

const HELP = `
The new key is published at /.well-known/jwks.json at once and signs after 15 minutes, when caches have it. The old key
stays published until its last receipt has expired. Servers that run follow by themselves.

--now is for a key that leaked or does not open: the new key signs at once and the old ones are deleted. Receipts of
the last five minutes are refused from then on, and back ends that cache the published keys may refuse new receipts,
or accept those of the old key, for up to 15 minutes.

--purpose session-token is for the key of session tokens, which back ends request with POST /api/v1/public/token. Only
this server verifies them. The old key is kept until its last token has expired, after 24 hours. With --now, every page
that has such a token needs a new one.

--purpose embed-token is for the key of embed tokens, which back ends request with POST /api/v1/embed-tokens. Only this
server verifies them, for five minutes.

ENCRYPTION_KEYS are not changed, and stored credentials are not sealed again.`;

/** `rotate-keys`: replaces keys that the server generated. */
export function rotateKeysCommand(): Command {
  return addEnvironmentOptions(new Command('rotate-keys'))
    .description('replace a key that signs receipts, session tokens or embed tokens')
    .addHelpText('after', HELP)
    .requiredOption('--signing', 'rotate a key that signs')
    .addOption(
      new Option('--purpose <purpose>', 'what the key signs').choices(SIGNING_PURPOSES).default(SIGNING_PURPOSES[0]),
    )
    .option('--now', 'sign with the new key at once, and delete the old ones', false)
    .option('--json', 'print the result as JSON', false)
    .action(async (options: RotateOptions) => {
      const { config, settings: configured } = await readEnvironment(options);
      const settings = withDevelopmentKey(configured);
      const store = await openStore({ settings, config }, { warn: printStorageWarning(options) });
      try {
        const now = Date.now();
        const vault = await openVault({ keys: settings.encryptionKeys, store, now });
        const rotate = options.now ? replaceSigningKey : rotateSigningKey;
        const { kid, signsFrom, earlierPublishedUntil } = await rotate({ purpose: options.purpose, store, vault }, now);
        const result = {
          kid,
          signsFrom: isoTime(signsFrom),
          earlierPublishedUntil: isoTime(earlierPublishedUntil),
        };
        printRecord(result, options);
      } finally {
        await store.close();
      }
    });
}
