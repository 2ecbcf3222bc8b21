import { EmbedTokens } from '../auth/embed-token.ts';
import { publishedVerificationKeys } from '../auth/signing-keys.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { dialects } from '../dialects/dialects.ts';
import { embedTokenIdentity } from '../pages/embed-token-identity.ts';
import { organizationPagePaths } from '../pages/organization-pages.ts';
import { inspectSqliteFile } from '../store/sqlite-inspect.ts';
import { databaseFile } from './environment.ts';
import { checkAccessToken } from './explain-session-token.ts';
import type { ExplainSessionTokenOptions } from './explain-session-token.ts';
import { arrivals, readPage, readRefusal } from './explain-token.ts';
import type { TokenReading } from './explain-token.ts';

/**
 * What the server would do with an embed token that it signed itself. Reads the database and writes nothing.
 */
export async function explainEmbedToken(
  token: string,
  { config, settings, now }: ExplainSessionTokenOptions,
): Promise<readonly TokenReading[]> {
  const found = await inspectSqliteFile({ file: databaseFile(settings) });
  const stored = (found?.signingKeys ?? []).filter(({ purpose }) => purpose === 'embed-token');
  const keys = publishedVerificationKeys(stored, now);
  const embedTokens = new EmbedTokens({
    keys: {
      verificationKeys: () => Promise.resolve(keys),
      current: () => Promise.reject(new TypeError('A token is explained, and none is signed.')),
    },
    publicUrl: settings.publicUrl,
  });
  const readers = dialects.filter(({ readIdentity }) => readIdentity !== undefined);
  return Promise.all(
    [...config.organizations.values()].flatMap((organization) =>
      readers.flatMap((dialect) =>
        arrivals(dialect).map(async (arrival) => ({
          dialect: dialect.name,
          organization: organization.slug,
          arrival,
          ...(await readForDialect(dialect, { token, organization, embedTokens, settings, now })),
        })),
      ),
    ),
  );
}

interface EmbedTokenReading extends Pick<ExplainSessionTokenOptions, 'settings' | 'now'> {
  readonly token: string;
  readonly organization: OrganizationConfig;
  readonly embedTokens: EmbedTokens;
}

async function readForDialect(
  dialect: Dialect,
  { token, organization, embedTokens, settings, now }: EmbedTokenReading,
): Promise<Omit<TokenReading, 'dialect' | 'organization' | 'arrival'>> {
  try {
    const verified = await embedTokens.verify(token, { organization: organization.slug, now });
    const notes = await checkAccessToken({ ...verified, organization: organization.slug }, { settings, now });
    const identity = embedTokenIdentity(verified, dialect);
    return {
      notes,
      accepted: true,
      verified: true,
      tenant: identity.tenantKey,
      user: identity.userKey,
      singleUse: true,
      pages: organizationPagePaths(organization).map((path) => readPage(path, organization, identity)),
      ignoredClaims: [],
    };
  } catch (error) {
    return { notes: [], ...readRefusal(error) };
  }
}
