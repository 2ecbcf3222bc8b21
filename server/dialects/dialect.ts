import type { Hono } from 'hono';
import type { DialectApiRoutes } from '../api/api-env.ts';
import type { Receipts } from '../auth/receipt.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { EmbedError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { NestedApp } from '../http/nested-app.ts';
import type { AccessTokens } from '../http/require-access-token.ts';
import type {
  ClaimsReader,
  ClaimsReaderDeps,
  InstallationMessageDetails,
  PageDialect,
  SuccessDetails,
} from '../pages/page-dialect.ts';
import type { PageRouteDeps } from '../pages/page-route.ts';
import type { Stores } from '../store/store.ts';

/** What a dialect builds its routes from. */
export interface DialectDeps extends PageRouteDeps {
  readonly accessTokens: AccessTokens;
  readonly receipts: Receipts;
  /** Public address of this server. */
  readonly publicUrl: URL;
}

/** Content and key of an embed token. */
export interface SignTokenOptions {
  readonly organization: OrganizationConfig;
  /** The tenant, and the user if there is one, as the dialect writes them. */
  readonly subject: string;
  readonly origin: string | undefined;
  /** Claims to add to the usual ones, or to replace them. */
  readonly claims: Readonly<Record<string, unknown>>;
  /**
   * PEM of the private key if the organization's key is asymmetric, because the configuration has only its public half.
   */
  readonly privateKey: string | undefined;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/** What a dialect's own pages read in a token. */
export interface OwnPageToken {
  readonly organization: OrganizationConfig;
  readonly tenantKey: string;
  readonly userKey: string | null;
  /** Names of all claims that these pages read. */
  readonly claimNames: readonly string[];
}

/** Options of {@link Dialect.readOwnToken}. */
export interface ReadOwnTokenOptions {
  readonly organizations: Iterable<OrganizationConfig>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Has the keys that back ends have added. Absent to read the token with the keys of the configuration only. */
  readonly store?: Pick<Stores, 'vendorKeys'> | undefined;
}

/** A token cannot be signed with these options. The message says what is missing. */
export class SignTokenError extends Error {
  override readonly name = 'SignTokenError';
}

/** The REST calls of an embed system, which back ends send with an access token. */
export interface DialectBackEnd {
  /** Paths of Hono, such as `/api/account/*`. The calls have all requests that match. */
  readonly paths: readonly string[];
  /** Loads the calls, with the first of them, since most servers never get one. They answer all their errors. */
  load(deps: DialectDeps): Promise<NestedApp>;
}

/** The form of errors at some addresses, which clients of an embed system read. */
export interface ErrorForm {
  /** Whether every error at a path has this form, also one that occurs before a route of the dialect runs. */
  appliesTo(path: string): boolean;
  /** Makes the JSON body of an error. */
  body(error: EmbedError, requestId: string): object;
}

/** One embed system whose host code works here unchanged. Only its dialect knows its addresses, claims and messages. */
export interface Dialect extends PageDialect {
  /** Query parameter with the token. Absent if pages of the dialect take their token by message only. */
  readonly tokenParameter?: string;
  /** Adds the dialect's own routes, mounted at the root. Absent if it has none. */
  routes?(deps: DialectDeps): Hono<AppEnv>;
  /** Loads the routes that the dialect adds to `/api/v1`. Absent if it has none. */
  loadApiRoutes?(): Promise<DialectApiRoutes>;
  /** The form of errors at its REST calls. Absent if all of them have the usual form. */
  readonly errorForm?: ErrorForm;
  /** Its REST calls for back ends outside of `/api/v1`. Absent if it has none. */
  readonly backEnd?: DialectBackEnd;
  /**
   * Paths of its own pages for an organization, with `<id>` in the place of a connection's id. `doctor` lists them for
   * developers.
   */
  pages?(organization: OrganizationConfig): readonly string[];
  /**
   * Reads a token as the dialect's own pages do, and uses nothing up. Absent if its pages are those under `/:org`. For
   * `doctor`. Throws as the pages do.
   */
  readOwnToken?(token: string, context: ReadOwnTokenOptions): Promise<OwnPageToken>;
  /** Makes what reads the dialect's claims on the pages under `/:org`, whatever dialect they speak. Absent if it has none. */
  claimsReader?(deps: ClaimsReaderDeps): ClaimsReader;
  /** Says what an organization that uses the dialect should know, in sentences. For `doctor`. Absent if there is nothing. */
  advice?(organization: OrganizationConfig): readonly string[];
  /** Says what tokens of the dialect make of a tenant key that they cannot name as it is. For operators who type one. */
  tenantKeyWarning?(tenantKey: string): string | undefined;
  /** Makes the details that the dialect adds to its message of success. */
  successDetails?(deps: DialectDeps): SuccessDetails;
  /** Makes the details that the dialect adds to its messages about an installation. Absent if it adds none. */
  installationDetails?(deps: DialectDeps): InstallationMessageDetails;
  /** Signs an embed token for development. Throws {@link SignTokenError}. */
  signToken(options: SignTokenOptions): Promise<string>;
}
