import type { Context } from 'hono';
import { pageMessages } from '../../widget/protocol/page-messages.ts';
import type { NoticePageState, PageState, ParentRule, Theme } from '../../widget/protocol/page-state.ts';
import { mayEmbed } from '../auth/page-origin.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { EmbedError } from '../errors.ts';
import { RateLimitedError, TokenExpiredError, TokenInvalidError, TokenMissingError } from '../errors.ts';
import { InvalidRequestError, TokenReplayedError } from '../errors.ts';
import type { AppEnv } from './app-env.ts';
import { clientAddress } from './client-address.ts';
import { expected, failureHeaders } from './error-answer.ts';
import { loadsFrame } from './frame-request.ts';
import { chooseLocale } from './locale.ts';
import type { PageAssets } from './page-assets.ts';
import type { FramePolicy, PageRenderer } from './page.ts';
import type { RefusalLimiter } from './refusal-limiter.ts';
import { statusOf } from './status.ts';

/** How one dialect's pages differ from another's, as far as loading them goes. */
export interface PageDialect {
  readonly name: PageState['dialect'];
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
  countsFor?: string | undefined;
  /** Whoever asks is a stranger: the page shows nothing that tells one organization from another. */
  unverified?: boolean | undefined;
  /** Origin of the list that the token names. */
  target?: string | undefined;
  /** Language that the token asks for. */
  locale?: string | undefined;
}

/** The part of a dialog's state that does not depend on how the page was asked for. */
export type DialogContent = Omit<Extract<PageState, { kind: 'dialog' }>, keyof CommonState | 'kind'>;
type CommonState = Pick<PageState, 'dialect' | 'parent' | 'locale' | 'messages' | 'theme'>;

/** What opens a page: given the token, checks it and makes the session. Throws what refuses it. */
export type PageOpener = (request: {
  readonly c: Context<AppEnv>;
  readonly token: string;
  readonly scope: PageScope;
}) => Promise<DialogContent>;

/** One kind of page that hosts frame. */
export interface PageRoute {
  readonly dialect: PageDialect;
  /** Finds the organization as far as the request alone tells, before any token is looked at. */
  readonly identify: (c: Context<AppEnv>, token: string | undefined) => OrganizationConfig | undefined;
  readonly open: PageOpener;
}

/** What rendering and refusing pages needs. */
export interface PageDeps {
  readonly renderer: PageRenderer;
  readonly assets: PageAssets;
  readonly limiter: RefusalLimiter;
  readonly trustProxy: number;
  /** Query parameters of all dialects that carry tokens. */
  readonly tokenParameters: readonly string[];
}

/** Handler of a page that hosts frame: decides whether the token may be used at all, and shows every refusal. */
export function embedPage(deps: PageDeps, { dialect, identify, open }: PageRoute) {
  return async function embedPage(c: Context<AppEnv>): Promise<Response> {
    const scope: PageScope = {};
    if (!loadsFrame(c.req)) return notice(deps, c, { dialect, scope, code: 'top_level', status: 200 });
    try {
      const token = c.req.query(dialect.tokenParameter);
      scope.organization = identify(c, token === '' ? undefined : token);
      scope.countsFor = scope.organization?.slug;
      if (c.req.query('dialect') !== undefined) throw new InvalidRequestError('There is no such dialect.');
      if (!token) throw new TokenMissingError();
      const content = await open({ c, token, scope });
      warnOfStranger(c, scope.organization);
      const state: PageState = { kind: 'dialog', ...commonState(deps, c, dialect, scope), ...content };
      return page(deps, c, { state, scope, status: 200, headers: {} });
    } catch (thrown) {
      const error = expected(c.var.log.child({ organization: scope.countsFor }), thrown);
      scope.unverified = error instanceof TokenInvalidError && !error.refusal.verified;
      const answered = await countRefusal(deps, c, scope, error);
      return notice(deps, c, {
        dialect,
        scope,
        code: answered.code,
        status: statusOf(answered),
        headers: failureHeaders(answered),
      });
    }
  };
}

/**
 * Says in the log why a frame will stay empty: the page was answered, and the browser is going to refuse it.
 *
 * The referrer decides nothing, since a page can leave it out or shorten it.
 */
function warnOfStranger(c: Context<AppEnv>, organization: OrganizationConfig | undefined): void {
  const referrer = URL.parse(c.req.header('referer') ?? '');
  if (!organization || !referrer || mayEmbed(referrer.origin, organization)) return;
  c.var.log.warn(
    { organization: organization.slug, origin: referrer.origin },
    'the page around this one is not on allowedOrigins',
  );
}

/** The page of the server's own address, for whoever looks there first. */
export function landingPage(deps: PageDeps, c: Context<AppEnv>): Response {
  return notice(deps, c, { dialect: NO_DIALECT, scope: {}, code: 'top_level', status: 200 });
}

/** Which words the host page would understand is not known. */
const NO_DIALECT: PageDialect = { name: null, tokenParameter: '', fallback: 'first' };

/**
 * A page that only says what is wrong, for requests that no dialect took.
 *
 * The organization that the address names may frame it, for the mistake is most likely in that organization's page.
 */
export function problemPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { error, organization }: { readonly error: EmbedError; readonly organization: OrganizationConfig | undefined },
): Response {
  return notice(deps, c, {
    dialect: NO_DIALECT,
    scope: { organization },
    code: error.code,
    status: statusOf(error),
    headers: failureHeaders(error),
  });
}

async function countRefusal(deps: PageDeps, c: Context<AppEnv>, scope: PageScope, error: EmbedError) {
  const guess =
    error instanceof TokenInvalidError || error instanceof TokenExpiredError || error instanceof TokenReplayedError;
  if (!guess) return error;
  try {
    await deps.limiter.count({ address: clientAddress(c, deps.trustProxy), organization: scope.countsFor });
    return error;
  } catch (limited) {
    if (limited instanceof RateLimitedError) return limited;
    throw limited;
  }
}

interface Notice {
  readonly dialect: PageDialect;
  readonly scope: PageScope;
  readonly code: NoticePageState['code'];
  readonly status: ReturnType<typeof statusOf>;
  readonly headers?: Readonly<Record<string, string>>;
}

function notice(deps: PageDeps, c: Context<AppEnv>, { dialect, scope, code, status, headers = {} }: Notice) {
  const common = commonState(deps, c, dialect, scope);
  const state: NoticePageState = {
    kind: 'notice',
    ...common,
    messages: pageMessages({ kind: 'notice', code }, common.messages),
    code,
    requestId: c.var.requestId,
  };
  return page(deps, c, { state, scope, status, headers });
}

interface PageAnswer {
  readonly state: PageState;
  readonly scope: PageScope;
  readonly status: ReturnType<typeof statusOf>;
  readonly headers: Readonly<Record<string, string>>;
}

function page(deps: PageDeps, c: Context<AppEnv>, { state, scope, status, headers }: PageAnswer) {
  const say = (key: string) => state.messages[key] ?? '';
  const rendered = deps.renderer.render(
    {
      state,
      framePolicy: framePolicy(scope.organization),
      appearance: scope.unverified ? {} : (scope.organization?.appearance ?? {}),
      secretParameters: deps.tokenParameters,
      title: say(state.kind === 'notice' ? `problem.${state.code}.title` : 'page.title'),
      text: say(state.kind === 'notice' ? `problem.${state.code}.text` : 'page.loading'),
      noscript: state.kind === 'notice' ? '' : say('page.noscript'),
      requestId: c.var.requestId,
    },
    { gzip: acceptsGzip(c.req.header('accept-encoding')) },
  );
  const body = typeof rendered.body === 'string' ? rendered.body : new Uint8Array(rendered.body);
  return c.body(body, status, { ...rendered.headers, 'Content-Language': state.locale, ...headers });
}

/** The list decides who frames an organization's pages; a page of nobody's is framed by nobody. */
function framePolicy(organization: OrganizationConfig | undefined): FramePolicy {
  if (!organization) return [];
  return organization.mode === 'sandbox' ? 'anyone' : organization.allowedOrigins;
}

function commonState(deps: PageDeps, c: Context<AppEnv>, dialect: PageDialect, scope: PageScope): CommonState {
  const { locales } = deps.assets;
  const { organization } = scope;
  const locale = chooseLocale(
    {
      query: c.req.query('lang'),
      claim: scope.locale,
      configured: scope.unverified ? undefined : organization?.locale,
      acceptLanguage: c.req.header('accept-language'),
    },
    locales,
  );
  return {
    dialect: dialect.name,
    parent: {
      allowed: organization?.allowedOrigins ?? [],
      any: organization?.mode === 'sandbox',
      ...(scope.target !== undefined && { target: scope.target }),
      fallback: dialect.fallback,
    },
    locale,
    messages: locales.get(locale) ?? {},
    theme: theme(c.req.query('theme')),
  };
}

function theme(wish: string | undefined): Theme {
  return wish === 'light' || wish === 'dark' ? wish : 'system';
}

function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '').split(',').some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}
