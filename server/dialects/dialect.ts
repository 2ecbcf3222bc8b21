import type { Hono } from 'hono';
import type { Receipts } from '../auth/receipt.ts';
import type { Config, OrganizationConfig } from '../config/config.ts';
import type { AttemptLimits } from '../connections/attempt-limits.ts';
import type { BackgroundTasks } from '../connections/background-tasks.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { PageDeps } from '../http/page-route.ts';
import type { SuccessDetails } from '../routes/session.ts';

/** What a dialect builds its routes from. */
export interface DialectDeps {
  readonly config: Config;
  readonly useCaseDeps: UseCaseDeps;
  readonly attempts: AttemptLimits;
  readonly background: BackgroundTasks;
  readonly pages: PageDeps;
  readonly receipts: Receipts;
  /** What the outside calls this server. */
  readonly publicUrl: URL;
}

/** What an embed token is to say. */
export interface SignTokenOptions {
  readonly organization: OrganizationConfig;
  /** Who: in the words of the dialect. */
  readonly subject: string;
  readonly origin: string | undefined;
  /** Claims to put beside, or instead of, those that follow from the rest. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** PEM of the private key where the organization's key is asymmetric: the server has only its public half. */
  readonly privateKey: string | undefined;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/** A token cannot be signed as ordered. The message says what is missing. */
export class SignTokenError extends Error {
  override readonly name = 'TokenOrderError';
}

/** One system whose host code works here unchanged: the only place that knows how it spells things. */
export interface Dialect {
  readonly name: string;
  /** Query parameter that carries its tokens. */
  readonly tokenParameter: string;
  /** The routes it owns, to be mounted at the root. */
  routes(deps: DialectDeps): Hono<AppEnv>;
  /** Paths of its pages for an organization, `<id>` where that of a connection goes. For whoever wants to frame one. */
  pages(organization: OrganizationConfig): readonly string[];
  /** What it adds to its message of success. */
  successDetails?(deps: DialectDeps): SuccessDetails;
  /** Signs an embed token, for trying things out. Throws {@link SignTokenError}. */
  signToken(order: SignTokenOptions): Promise<string>;
}
