import type { Context } from 'hono';
import type { ConnectorView } from '../../widget/protocol/connector.ts';
import type { ApplicationView, DialogSession, WaitingPageState } from '../../widget/protocol/page-state.ts';
import type { PublicApplicationResponse } from '../../widget/protocol/session-api.ts';
import type { EmbedTokens } from '../auth/embed-token.ts';
import type { SessionTokens } from '../auth/session-token.ts';
import type { Config, OrganizationConfig } from '../config/config.ts';
import type { AttemptLimits } from '../connections/attempt-limits.ts';
import type { BackgroundTasks } from '../connections/background-tasks.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { ReasonVisibility } from '../http/error-response.ts';
import type { PageAssets } from './page-assets.ts';
import type { TokenArrival } from '../auth/token-times.ts';
import type { ClaimsReader, InstallationMessageDetails, PageDialect, PageDialects } from './page-dialect.ts';
import type { PageRenderer } from './page.ts';
import type { RefusalLimiter } from '../http/refusal-limiter.ts';
import type { WindowRenderer } from './window/window-renderer.ts';

/**
 * What the server knows about a request. The checks fill it in one after another, and a refusal is rendered with what
 * is known by then.
 */
export interface PageScope {
  /** The organization whose origins may frame the page. Set once the address or a token names it. */
  organization?: OrganizationConfig | undefined;
  /** The organization that a refusal counts for. It may come from an unverified token. */
  rateLimitKey?: string | undefined;
  /**
   * Set after a refusal: whether the signature of the token is correct. If it is not, the page shows nothing that is
   * specific to an organization. Absent if no token was refused.
   */
  isTokenVerified?: boolean | undefined;
  /** The dialect that the page speaks because of its token. Absent if that is the one of its address. */
  dialect?: PageDialect | undefined;
  /** Origin of the host page that the token names, from the organization's list. */
  targetOrigin?: string | undefined;
  /** The connector of the page, if the address names it. */
  connector?: ConnectorView | undefined;
  /** Language that the token asks for. */
  locale?: string | undefined;
  /** The application of the page. */
  readonly app?: WaitingPageState['app'];
}

/** A token from the address or the body of a request. Nothing in it has been checked. */
export interface PresentedToken {
  readonly c: Context<AppEnv>;
  readonly token: string;
  readonly arrival: TokenArrival;
  /** What the host says beside the token. */
  readonly host: HostRequest;
  /** The dialect of the page: the route's own, or the one that the address asks for. */
  readonly dialect: PageDialect;
  /** The checks fill this in as far as they get. */
  readonly scope: PageScope;
}

/** What a host says about its request, in messages to the page. Nothing in it has been checked. */
export interface HostRequest {
  /** Origin of the window whose message brought the token. Absent if no message did. */
  readonly origin?: string | undefined;
  /** See `TokenExchangeRequest`. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  /** See `TokenExchangeRequest`. */
  readonly path?: string | undefined;
}

/** Checks a token and creates the session of the page. Throws an error that refuses the token. */
export type OpenPage = (presented: PresentedToken) => Promise<DialogSession & Partial<ApplicationView>>;

/** One kind of embedded page. The route alone decides the grammar of its tokens. */
export interface PageRoute {
  /** The dialect of the page, unless the address asks for another one. */
  readonly dialect: PageDialect;
  /** Query parameter that carries the token. Absent if the page takes its token by message only. */
  readonly tokenParameter?: string;
  /**
   * Whether the address alone names the organization. Only such pages can wait for a token, because the server has to
   * know who may frame the page before it has a token.
   */
  readonly namesOrganization: boolean;
  /** Finds the organization from the request alone, before the token is checked. */
  readonly findOrganization: (c: Context<AppEnv>, token: string | undefined) => OrganizationConfig | undefined;
  /** Finds the connector that the address names. Absent if the address never names one. */
  readonly findConnector?: (c: Context<AppEnv>, organization: OrganizationConfig) => ConnectorView | undefined;
  /** Finds the application that the address names. Only for pages of applications and portals, which are 404 without one. */
  readonly findApplication?: (c: Context<AppEnv>) => WaitingPageState['app'];
  readonly open: OpenPage;
  /**
   * Shows what everybody may see to a host without a token. Absent if every page needs a token. Throws `TokenMissingError`
   * if there is nothing.
   */
  readonly openWithoutToken?: (request: Omit<PresentedToken, 'token' | 'arrival'>) => PublicApplication;
}

/** What everybody may see of an application. */
export type PublicApplication = Omit<PublicApplicationResponse, 'locale'>;

/** What rendering and refusing pages requires. */
export interface PageDeps {
  readonly renderer: PageRenderer;
  readonly windows: WindowRenderer;
  readonly assets: PageAssets;
  readonly limiter: RefusalLimiter;
  readonly trustProxy: number;
  readonly reasonVisibility: ReasonVisibility;
  readonly dialects: PageDialects;
  readonly claimsReaders: readonly ClaimsReader[];
}

/** What the routes of pages are built from. */
export interface PageRouteDeps {
  readonly config: Config;
  readonly useCaseDeps: UseCaseDeps;
  readonly attempts: AttemptLimits;
  readonly background: BackgroundTasks;
  readonly embedTokens: EmbedTokens;
  readonly sessionTokens: SessionTokens;
  readonly pages: PageDeps;
  /** What dialects add to their messages about an installation, by name. Complete before the first request. */
  readonly installationDetails: ReadonlyMap<string, InstallationMessageDetails>;
}
