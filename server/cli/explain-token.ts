import { parseCompactJws, SESSION_TOKEN_TYPE } from '../auth/compact-jws.ts';
import { isSessionToken } from '../auth/session-token.ts';
import type { IgnoredClaim } from '../auth/claim-values.ts';
import { ORGANIZATION_TOKEN_CLAIMS } from '../auth/organization-token.ts';
import type { Config, OrganizationConfig } from '../config/config.ts';
import type { Dialect, ReadOwnTokenOptions } from '../dialects/dialect.ts';
import { dialects } from '../dialects/dialects.ts';
import { EmbedError, NotFoundError, OriginNotAllowedError, TokenExpiredError, TokenInvalidError } from '../errors.ts';
import type { ClaimsReaderDeps } from '../pages/page-dialect.ts';
import type { Identity } from '../pages/identity.ts';
import { organizationPagePaths } from '../pages/organization-pages.ts';
import type { TokenArrival } from '../auth/token-times.ts';
import { resolveTarget } from '../pages/target.ts';

/** What one page does with a token. */
export interface PageReading {
  /** Path of the page. `<id>` is that of a connection of the tenant. */
  readonly path: string;
  readonly connector?: string;
  readonly integration?: string;
  /** Why the page answers 404 although the token is good. */
  readonly refusal?: string;
}

/** What the pages of one organization in one dialect do with a token. Holds no part of the token but names of claims. */
export interface TokenReading {
  readonly dialect: string;
  /** Absent if the pages find out the organization from the token, and did not. */
  readonly organization?: string;
  /** How the token reaches the page. */
  readonly arrival: TokenArrival;
  readonly accepted: boolean;
  /** Whether a key of the organization signed the token. */
  readonly verified: boolean;
  /** Of a refusal: the code that the page shows, and the precise reason. */
  readonly code?: string;
  readonly reason?: string;
  readonly tenant?: string;
  readonly user?: string | null;
  /** Whether a second use is refused. Whether the token was used before is not checked. */
  readonly singleUse?: boolean;
  /** The only origin whose pages may use the token. */
  readonly origin?: string;
  readonly pages: readonly PageReading[];
  readonly ignoredClaims: readonly IgnoredClaim[];
  /** What else is known, in sentences. Never contains a credential. */
  readonly notes: readonly string[];
}

/** Keys and secrets that back ends have set with the API. */
export interface StoredKeys {
  readonly store?: ReadOwnTokenOptions['store'];
  readonly findTenantSecret: ClaimsReaderDeps['findTenantSecret'];
  /** Says what could not be read, in sentences. */
  readonly notes: readonly string[];
}

const NOT_READ = 'Keys and secrets that were set by API were not read: there is no usable database of this version.';

/** For a server without a database. */
const NOTHING_STORED: StoredKeys = { findTenantSecret: () => Promise.resolve(undefined), notes: [NOT_READ] };

/** Options of {@link explainToken}. */
export interface ExplainTokenOptions {
  readonly config: Pick<Config, 'organizations'>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Absent without a database: then only the keys of the configuration count. */
  readonly stored?: StoredKeys | undefined;
}

/** What the server would do with a token on each of its pages. Uses nothing up and writes nothing. */
export async function explainToken(
  token: string,
  { config, now, stored = NOTHING_STORED }: ExplainTokenOptions,
): Promise<readonly TokenReading[]> {
  const all = [...config.organizations.values()];
  const own = dialects
    .filter((dialect) => 'readOwnToken' in dialect)
    .map((dialect) => readOwn(dialect, token, { organizations: all, now, store: stored.store }));
  const ofOrganizations = all.flatMap((organization) =>
    dialects.flatMap((dialect) => {
      const reader = organizationReader(dialect, stored);
      if (!reader) return [];
      return arrivals(dialect).map((arrival) => readForOrganization(reader, { token, arrival, organization, now }));
    }),
  );
  return Promise.all([...own, ...ofOrganizations]);
}

/** How a token can reach the pages of a dialect. */
export function arrivals({ tokenByMessage, tokenParameter }: Dialect): readonly TokenArrival[] {
  return [...(tokenParameter === undefined ? [] : ['url' as const]), ...(tokenByMessage ? ['message' as const] : [])];
}

async function readOwn(dialect: Dialect, token: string, options: ReadOwnTokenOptions): Promise<TokenReading> {
  const common = { dialect: dialect.name, arrival: 'url', notes: options.store ? [] : [NOT_READ] } as const;
  try {
    const read = await dialect.readOwnToken?.(token, options);
    if (!read) throw new TypeError(`${dialect.name} reads no tokens of its own.`);
    const { organization, tenantKey, userKey, claimNames } = read;
    return {
      ...common,
      organization: organization.slug,
      accepted: true,
      verified: true,
      tenant: tenantKey,
      user: userKey,
      singleUse: true,
      pages: (dialect.pages?.(organization) ?? []).map((path) => ({ path })),
      ignoredClaims: unreadClaims(token, claimNames),
    };
  } catch (error) {
    return { ...common, ...readRefusal(error) };
  }
}

interface OrganizationToken {
  readonly token: string;
  readonly arrival: TokenArrival;
  readonly organization: OrganizationConfig;
  readonly now: number;
}

/** How one kind of token for the pages under `/:org` is read. */
interface OrganizationReader {
  readonly name: string;
  readonly claimNames: readonly string[];
  readonly read: (presented: OrganizationToken) => Promise<Identity>;
  readonly notes: readonly string[];
}

/** Returns `undefined` for a dialect that reads no such tokens. */
function organizationReader(dialect: Dialect, stored: StoredKeys): OrganizationReader | undefined {
  const { name, readIdentity } = dialect;
  if (readIdentity) return { name, claimNames: ORGANIZATION_TOKEN_CLAIMS, read: readIdentity, notes: [] };
  const reader = dialect.claimsReader?.(stored);
  return (
    reader && {
      name,
      claimNames: reader.claimNames,
      read: async (presented) => {
        const readClaims = await reader.authenticate(presented);
        if (readClaims) return readClaims();
        throw new TokenInvalidError('no key for these claims and this account signed the token');
      },
      notes: stored.notes,
    }
  );
}

async function readForOrganization(reader: OrganizationReader, presented: OrganizationToken): Promise<TokenReading> {
  const { token, arrival, organization } = presented;
  const { name, claimNames, read, notes } = reader;
  const common = { dialect: name, organization: organization.slug, arrival, notes };
  try {
    const identity = await read(presented);
    return {
      ...common,
      accepted: true,
      verified: true,
      tenant: identity.tenantKey,
      user: identity.userKey,
      singleUse: identity.singleUse !== undefined,
      pages: organizationPagePaths(organization).map((path) => readPage(path, organization, identity)),
      ignoredClaims: [...identity.ignoredClaims, ...unreadClaims(token, claimNames)],
      notes: [...notes, ...hostCredentialNotes(identity)],
    };
  } catch (error) {
    return { ...common, ...readRefusal(error) };
  }
}

/** Says what pages do with credentials in a token. */
function hostCredentialNotes({ hostCredential }: Identity): readonly string[] {
  if (!hostCredential) return [];
  return 'problem' in hostCredential
    ? [hostCredential.problem]
    : [`It has a credential for a connection with ${hostCredential.connector} that the host manages.`];
}

/** Says what a page shows to a tenant that has connected nothing yet. */
export function readPage(path: string, organization: OrganizationConfig, identity: Identity): PageReading {
  const pathConnector = /^\/[^/]+\/([^/]+)\/auth$/.exec(path)?.[1];
  if (pathConnector === undefined) return { path };
  const nothing: ReadonlySet<string> = new Set();
  try {
    const connected = { account: nothing, user: nothing };
    const { connector, integration } = resolveTarget({ organization, pathConnector, token: identity, connected });
    if ((identity.onlyConnector ?? connector) !== connector)
      return { path, refusal: 'The token is for another connector.' };
    return { path, connector, ...(integration && { integration: integration.slug }) };
  } catch (error) {
    if (error instanceof NotFoundError) return { path, refusal: error.message };
    throw error;
  }
}

/** Lists the claims of a verified token that no page reads. */
export function unreadClaims(token: string, known: readonly string[]): readonly IgnoredClaim[] {
  const ownType = isSessionToken(token) ? SESSION_TOKEN_TYPE : undefined;
  return Object.keys(parseCompactJws(token, ownType).claims)
    .filter((name) => !known.includes(name))
    .map((path) => ({ path, reason: 'is not a claim that these pages read' }));
}

/** Says why a token was refused. */
export function readRefusal(
  error: unknown,
): Pick<TokenReading, 'accepted' | 'verified' | 'code' | 'reason' | 'pages' | 'ignoredClaims'> {
  if (!(error instanceof EmbedError)) throw error;
  const common = { accepted: false, code: error.code, pages: [], ignoredClaims: [] };
  if (error instanceof TokenInvalidError || error instanceof TokenExpiredError) {
    const { reason, verified } = error.refusal;
    return { ...common, reason, verified };
  }
  return { ...common, reason: error instanceof OriginNotAllowedError ? error.reason : error.message, verified: true };
}
