import { Command, Option } from 'commander';
import { createAccessToken } from '../auth/access-token.ts';
import { durationMs } from '../connectors/due-times.ts';
import { isoTime } from '../iso-time.ts';
import { ACCESS_SCOPES, ACCESS_TOKEN_TYPES } from '../store/access-token-store.ts';
import type { AccessScope, AccessTokenType, StoredAccessToken } from '../store/access-token-store.ts';
import type { OrganizationOptions } from './environment.ts';
import { createOrganizationCommand } from './environment.ts';
import { CommandError } from './exit-code.ts';
import { choiceOption, integerOption, keyOption, nameOption } from './option-values.ts';
import { printRecord, printTable } from './print.ts';
import { withStore } from './with-store.ts';

const DEFAULT_LIFETIME = '90d';
/** The scope of tokens of the type `api` that were asked for none. It changes nothing and reads no secret. */
const DEFAULT_SCOPES: readonly AccessScope[] = ['read'];
const MAX_NAME_LENGTH = 100;

/** `access-tokens`: makes, lists and revokes the tokens with which back ends call the API. */
export function accessTokensCommand(): Command {
  return new Command('access-tokens')
    .description('make, list and revoke the tokens with which back ends call the API')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

interface CreateOptions extends OrganizationOptions {
  readonly name: string;
  readonly type: AccessTokenType;
  readonly scope?: readonly AccessScope[];
  readonly tenant?: readonly string[];
  /** Milliseconds. `Infinity`: never, since Commander turns `null` into text. */
  readonly expires: number;
}

function createCommand(): Command {
  return createOrganizationCommand('create', 'make an access token, and print it once')
    .requiredOption('--name <text>', 'who uses it. The activity log shows it', nameOption('--name', MAX_NAME_LENGTH))
    .option('--type <type>', ACCESS_TOKEN_TYPES.join(' or '), choiceOption('--type', ACCESS_TOKEN_TYPES), 'api')
    .option(
      '--scope <scopes>',
      `what it permits: ${ACCESS_SCOPES.join(', ')}. May be repeated. Default: read`,
      scopeOption,
    )
    .option('--tenant <key>', 'restrict it to this customer account. May be repeated', tenantOption)
    .addOption(
      new Option('--expires <time>', 'how long it is valid, such as 12h, or never')
        .argParser(expiresOption)
        .default(expiresOption(DEFAULT_LIFETIME), DEFAULT_LIFETIME),
    )
    .action(async (options: CreateOptions) =>
      withStore(options, { mustExist: false, mustBeConfigured: true }, async (store) => {
        const { org, name, type, tenant, expires } = options;
        const { token, hash, hint } = createAccessToken();
        const now = Date.now();
        const stored = await store.write(({ accessTokens }) =>
          accessTokens.create({
            organization: org,
            name,
            type,
            scopes: scopesOf(options),
            tenants: tenant ?? null,
            tokenHash: hash,
            hint,
            createdAt: now,
            expiresAt: expires === Infinity ? null : now + expires,
          }),
        );
        printRecord({ token, ...toRecord(stored, now) }, options);
      }),
    );
}

function scopesOf({ type, scope }: CreateOptions): readonly AccessScope[] {
  if (type === 'api') return scope ?? DEFAULT_SCOPES;
  if (scope) throw new CommandError('A token of the type embed has no scopes. Leave out --scope.', 'invalid_usage');
  return [];
}

function listCommand(): Command {
  return createOrganizationCommand('list', 'list access tokens by id, without the tokens themselves').action(
    async (options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: true }, async (store) => {
        const tokens = await store.accessTokens.list(options.org);
        printTable(
          tokens.map((token) => toRecord(token, Date.now())),
          options,
        );
      }),
  );
}

function revokeCommand(): Command {
  return createOrganizationCommand('revoke', 'refuse an access token from now on, on every running server')
    .argument('<id>', 'id of the access token', integerOption('<id>', 0, Number.MAX_SAFE_INTEGER))
    .action(async (id: number, options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: true }, async (store) => {
        const now = Date.now();
        const revoked = await store.write(({ accessTokens }) => accessTokens.revoke(options.org, id, now));
        if (!revoked) throw new CommandError(`${options.org} has no access token ${id}.`, 'not_found');
        printRecord(toRecord(revoked, now), options);
      }),
    );
}

function toRecord(stored: StoredAccessToken, now: number) {
  const { id, organization, name, type, scopes, tenants, hint, createdAt, expiresAt, lastUsedAt, revokedAt } = stored;
  return {
    ...{ id, organization, name, type, scopes, tenants, hint },
    status: statusOf(stored, now),
    createdAt: isoTime(createdAt),
    expiresAt: isoTime(expiresAt),
    lastUsedAt: isoTime(lastUsedAt),
    revokedAt: isoTime(revokedAt),
  };
}

function statusOf({ revokedAt, expiresAt }: StoredAccessToken, now: number): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

function scopeOption(text: string, earlier: readonly AccessScope[] = []): readonly AccessScope[] {
  const named = text.split(',').map((part) => {
    const scope = ACCESS_SCOPES.find((candidate) => candidate === part.trim());
    if (scope) return scope;
    throw new CommandError(`--scope is one or more of ${ACCESS_SCOPES.join(', ')}.`, 'invalid_usage');
  });
  return ACCESS_SCOPES.filter((scope) => earlier.includes(scope) || named.includes(scope));
}

function tenantOption(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...new Set([...earlier, keyOption('--tenant')(text)])];
}

function expiresOption(text: string): number {
  if (text === 'never') return Infinity;
  const duration = durationMs(text);
  if (duration !== undefined) return duration;
  throw new CommandError('--expires is a time such as 12h or 90d, or never.', 'invalid_usage');
}
