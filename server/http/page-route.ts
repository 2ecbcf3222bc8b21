import type { Context } from 'hono';
import type { ConnectorView } from '../../widget/protocol/connector.ts';
import type { DialogSession, ParentRule } from '../../widget/protocol/page-state.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { AppEnv } from './app-env.ts';
import type { ReasonVisibility } from './error-response.ts';
import type { PageAssets } from './page-assets.ts';
import type { PageRenderer } from './page.ts';
import type { RefusalLimiter } from './refusal-limiter.ts';

/** Name of the project's own dialect. The pages of every other dialect speak it on request: `?dialect=native`. */
export const NATIVE = 'native';

/** How one dialect's pages differ from another's, as far as loading them goes. */
export interface PageDialect {
  readonly name: string;
  /** Query parameter that carries the token. */
  readonly tokenParameter: string;
  /** What to do when the parent window cannot be found. See `ParentRule`. */
  readonly fallback: ParentRule['fallback'];
}

/** What is known of a request, more and more as it is checked. A refusal is shown with what was known by then. */
export interface PageScope {
  /** Whose pages may frame this one: set once the address or a verified token names the organization. */
  organization?: OrganizationConfig | undefined;
  /** Whose refusals this one counts among; may come from an unverified token. */
  rateLimitKey?: string | undefined;
  /** Whoever asks is a stranger: the page shows nothing that tells one organization from another. */
  unverified?: boolean | undefined;
  /** Origin of the list that the token names. */
  targetOrigin?: string | undefined;
  /** What the page will connect, where its address names it. */
  connector?: ConnectorView | undefined;
  /** Language that the token asks for. */
  locale?: string | undefined;
}

/** A token that came with a request, in its address or in its body. Nothing in it has been checked. */
export interface PresentedToken {
  readonly c: Context<AppEnv>;
  readonly token: string;
  /** Which dialect the page speaks: the route's own, or {@link NATIVE}. The route alone fixes the grammar of its tokens. */
  readonly dialect: string;
  /** To be filled as far as the checks get. */
  readonly scope: PageScope;
}

/** What opens a page: given the token, checks it and makes the session. Throws what refuses it. */
export type OpenPage = (presented: PresentedToken) => Promise<DialogSession>;

/** One kind of page that hosts frame. */
export interface PageRoute {
  /** What its pages speak unless their address asks for another. */
  readonly dialect: PageDialect;
  /**
   * Whether the address alone names the organization. Only then may a native page wait for its token: who may frame it
   * has to be known before.
   */
  readonly namesOrganization: boolean;
  /** Finds the organization as far as the request alone tells, before any token is looked at. */
  readonly findOrganization: (c: Context<AppEnv>, token: string | undefined) => OrganizationConfig | undefined;
  /** What the address alone says that the page will connect. Absent where it says nothing of it. */
  readonly findConnector?: (c: Context<AppEnv>, organization: OrganizationConfig) => ConnectorView | undefined;
  readonly open: OpenPage;
}

/** What rendering and refusing pages needs. */
export interface PageDeps {
  readonly renderer: PageRenderer;
  readonly assets: PageAssets;
  readonly limiter: RefusalLimiter;
  readonly trustProxy: number;
  readonly reasonVisibility: ReasonVisibility;
  /** Query parameters of all dialects that carry tokens. */
  readonly tokenParameters: readonly string[];
}
