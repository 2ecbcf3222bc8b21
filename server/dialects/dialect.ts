import type { Hono } from 'hono';
import type { Receipts } from '../auth/receipt.ts';
import type { Config, OrganizationConfig } from '../config/config.ts';
import type { AttemptLimits } from '../connections/attempt-limits.ts';
import type { BackgroundTasks } from '../connections/background-tasks.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { PageDeps } from '../pages/page-route.ts';
import type { SuccessDetails } from '../pages/session.ts';

/** What a dialect builds its routes from. */
export interface DialectDeps {
  readonly config: Config;
  readonly useCaseDeps: UseCaseDeps;
  readonly attempts: AttemptLimits;
  readonly background: BackgroundTasks;
  readonly pages: PageDeps;
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

/** A token cannot be signed with these options. The message says what is missing. */
export class SignTokenError extends Error {
  override readonly name = 'TokenOrderError';
}

/** One embed system whose host code works here unchanged. Only its dialect knows its addresses, claims and messages. */
export interface Dialect {
  readonly name: string;
  /** Query parameter with the token. */
  readonly tokenParameter: string;
  /** The routes of the dialect, mounted at the root. */
  routes(deps: DialectDeps): Hono<AppEnv>;
  /**
   * Paths of its pages for an organization, with `<id>` in the place of a connection's id. `doctor` lists them for
   * developers.
   */
  pages(organization: OrganizationConfig): readonly string[];
  /** Makes the details that the dialect adds to its message of success. */
  successDetails?(deps: DialectDeps): SuccessDetails;
  /** Signs an embed token for development. Throws {@link SignTokenError}. */
  signToken(order: SignTokenOptions): Promise<string>;
}
