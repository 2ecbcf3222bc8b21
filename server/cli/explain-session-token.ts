import type { VerificationKey } from '../config/config.ts';
import type { Config, OrganizationConfig, ServerSettings } from '../config/config.ts';
import { isAccessTokenLive } from '../auth/access-token.ts';
import { SESSION_TOKEN_CLAIMS, SessionTokens } from '../auth/session-token.ts';
import { publishedVerificationKeys } from '../auth/signing-keys.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { dialects } from '../dialects/dialects.ts';
import { organizationPagePaths } from '../pages/organization-pages.ts';
import { sessionTokenIdentity } from '../pages/session-token-identity.ts';
import { TokenInvalidError } from '../errors.ts';
import { inspectSqliteFile, readSqliteFile } from '../store/sqlite-inspect.ts';
import { databaseFile } from './environment.ts';
import { readPage, readRefusal, unreadClaims } from './explain-token.ts';
import type { TokenReading } from './explain-token.ts';

const ACCESS_TOKEN_NOT_READ = 'Whether its access token was revoked or has expired was not checked.';

/** What explaining a token requires that this server signed. */
export interface ExplainSessionTokenOptions {
  readonly config: Config;
  readonly settings: ServerSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Checks the access token for which a verified token was issued. Returns notes: a database of another version is not read.
 *
 * Throws `TokenInvalidError` if the access token was revoked or has expired.
 */
export async function checkAccessToken(
  { accessTokenId, organization }: { readonly accessTokenId: number; readonly organization: string },
  { settings, now }: Pick<ExplainSessionTokenOptions, 'settings' | 'now'>,
): Promise<readonly string[]> {
  const isLive = await readSqliteFile({ file: databaseFile(settings) }, (store) =>
    isAccessTokenLive({ store, now: () => now }, organization, accessTokenId),
  );
  if (isLive === undefined) return [ACCESS_TOKEN_NOT_READ];
  if (!isLive) throw new TokenInvalidError('the access token was revoked or has expired', { verified: true });
  return [];
}

/** What the server would do with a session token on its pages. Reads the database and writes nothing. */
export async function explainSessionToken(
  token: string,
  { config, settings, now }: ExplainSessionTokenOptions,
): Promise<readonly TokenReading[]> {
  const found = await inspectSqliteFile({ file: databaseFile(settings) });
  const stored = (found?.signingKeys ?? []).filter(({ purpose }) => purpose === 'session-token');
  const keys: readonly VerificationKey[] = publishedVerificationKeys(stored, now);
  const sessionTokens = new SessionTokens({
    keys: {
      verificationKeys: () => Promise.resolve(keys),
      current: () => Promise.reject(new TypeError('A token is explained, and none is signed.')),
    },
    publicUrl: settings.publicUrl,
  });
  const readers = dialects.filter(({ acceptsSessionTokens }) => acceptsSessionTokens);
  return Promise.all(
    [...config.organizations.values()].flatMap((organization) =>
      readers.map((dialect) => readForDialect(dialect, { token, organization, sessionTokens, settings, now })),
    ),
  );
}

interface SessionTokenReading extends Pick<ExplainSessionTokenOptions, 'settings' | 'now'> {
  readonly token: string;
  readonly organization: OrganizationConfig;
  readonly sessionTokens: SessionTokens;
}

async function readForDialect(
  dialect: Dialect,
  { token, organization, sessionTokens, settings, now }: SessionTokenReading,
): Promise<TokenReading> {
  const common = { dialect: dialect.name, organization: organization.slug, arrival: 'message' } as const;
  try {
    const statement = await sessionTokens.verify(token, { organization: organization.slug, now });
    const notes = await checkAccessToken(statement, { settings, now });
    const identity = sessionTokenIdentity(statement);
    const pages =
      dialect.speaksOn === 'own routes'
        ? (dialect.pages?.(organization) ?? []).map((path) => ({ path }))
        : organizationPagePaths(organization).map((path) => readPage(path, organization, identity));
    return {
      ...common,
      notes,
      accepted: true,
      verified: true,
      tenant: identity.tenantKey,
      user: identity.userKey,
      singleUse: false,
      ...(statement.origin !== undefined && { origin: statement.origin }),
      pages,
      ignoredClaims: unreadClaims(token, SESSION_TOKEN_CLAIMS),
    };
  } catch (error) {
    return { ...common, notes: [], ...readRefusal(error) };
  }
}
