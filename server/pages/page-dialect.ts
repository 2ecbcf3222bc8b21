import type { ParentRule } from '../../widget/protocol/page-state.ts';
import type { CompactJws } from '../auth/compact-jws.ts';
import type { TokenPerson } from '../auth/organization-token.ts';
import type { TokenArrival } from '../auth/token-times.ts';
import type { Identity } from './identity.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { Session } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Installation } from '../store/installation-store.ts';

/** A token for a page under `/:org`. Nothing in it has been checked. */
export interface PresentedOrganizationToken {
  readonly token: string;
  /** The parsed token, if several readers look at it. */
  readonly jws?: CompactJws;
  readonly arrival: TokenArrival;
  readonly organization: OrganizationConfig;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Makes what a dialect adds to its message of success. Runs after the commit, so an error in it undoes nothing. */
export type SuccessDetails = (
  session: Session,
  connection: StoredConnection,
) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Makes what a dialect adds to its messages about an installation. `undefined`: the integration is not installed. Runs after
 * the commit, so an error in it undoes nothing.
 */
export type InstallationMessageDetails = (
  session: Pick<Session, 'organization' | 'scope' | 'context'>,
  installation: Installation | undefined,
) => Promise<Readonly<Record<string, unknown>>>;

/**
 * What the pages need to know about an embed system. Pages ask for these capabilities and never for a name.
 *
 * The widget has the other half: which messages a dialect has, and how its handshake begins.
 */
export interface PageDialect {
  /** Name in the state of a page. The dialect table of the widget has the same name. */
  readonly name: string;
  /**
   * Where pages speak this dialect:
   *
   * - `own routes`: only on the routes that the dialect adds.
   * - `organization pages`: on every page under `/:org`. Exactly one dialect has this value.
   * - `every page`: on any page whose address asks for it with `?dialect=`. Exactly one dialect has this value.
   * - `no page`: nowhere. Only its tokens are read, with a {@link ClaimsReader}.
   */
  readonly speaksOn: 'own routes' | 'organization pages' | 'every page' | 'no page';
  /** Whether a page without a token in its address waits for a message with the token. */
  readonly tokenByMessage: boolean;
  /** The page sends nothing before the host's first message, and the host may send it before the page can read it. */
  readonly hostBegins?: boolean;
  /** Whether pages accept session tokens, which this server signs for back ends. */
  readonly acceptsSessionTokens?: boolean;
  /** What to do when the parent window cannot be found. See `ParentRule`. */
  readonly fallback: ParentRule['fallback'];
  /**
   * Reads the token of a page under `/:org`. Absent if the dialect speaks only on its own routes, which read their own
   * tokens.
   *
   * Throws `TokenInvalidError` or `TokenExpiredError`.
   */
  readonly readIdentity?: (presented: PresentedOrganizationToken) => Promise<Identity>;
  /**
   * Selects what a session stores of a person, because the dialect repeats it to the host page. For embed tokens that this
   * server signs. Absent if the dialect repeats nothing.
   */
  readonly sessionClaims?: (person: TokenPerson) => Readonly<Record<string, unknown>>;
}

/**
 * Reads the tokens of another embed system on the pages under `/:org`. A page that such a token opens speaks the dialect of
 * every page.
 */
export interface ClaimsReader {
  /** Names of all claims that it reads. */
  readonly claimNames: readonly string[];
  /**
   * Checks whether a key for these claims signed a token. Only the key decides, never what the token says about itself.
   *
   * Resolves to a function that reads the claims, and throws as {@link PageDialect.readIdentity}. Resolves to `undefined`
   * if no such key signed the token: then the dialect of the page reads it. Throws `TokenInvalidError` for a malformed one.
   */
  readonly authenticate: (presented: PresentedOrganizationToken) => Promise<(() => Promise<Identity>) | undefined>;
}

/** What a claims reader needs. */
export interface ClaimsReaderDeps {
  /** Resolves to the secret of a tenant that a back end has set. `undefined` if there is none. */
  readonly findTenantSecret: (organization: string, tenantKey: string) => Promise<string | undefined>;
}

/** The dialects among which a page chooses. */
export interface PageDialects {
  /** The dialect of the pages under `/:org`, unless an address asks for {@link everyPage}. */
  readonly organizationPages: PageDialect;
  /** The dialect that every page speaks on request. */
  readonly everyPage: PageDialect;
}

/** Sorts dialects by where they speak. Throws a `TypeError` unless one dialect speaks in each of the two places. */
export function pageDialects(dialects: readonly PageDialect[]): PageDialects {
  const only = (place: PageDialect['speaksOn']): PageDialect => {
    const [dialect, ...others] = dialects.filter(({ speaksOn }) => speaksOn === place);
    if (!dialect || others.length > 0) throw new TypeError(`Exactly one dialect speaks on ${place}.`);
    return dialect;
  };
  return { organizationPages: only('organization pages'), everyPage: only('every page') };
}
