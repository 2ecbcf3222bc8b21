import type { Context } from 'hono';
import { entryView, firstViews, pickSentences } from '../../widget/protocol/chunks.ts';
import type { ViewChunk } from '../../widget/protocol/chunks.ts';
import type { DialogSession, NoticePageState, PageState } from '../../widget/protocol/page-state.ts';
import type { Theme } from '../../widget/protocol/theme.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { EmbedError } from '../errors.ts';
import { preferredCoding, preferredLocale } from '../http/negotiation.ts';
import type { AppEnv } from '../http/app-env.ts';
import { completeResponse } from '../http/security-headers.ts';
import { errorHeaders, publicReason, pageStatusOf } from '../http/error-response.ts';
import { contentHash, matchesEtag } from '../http/static-file.ts';
import type { PageAssets } from './page-assets.ts';
import type { PageDialect } from './page-dialect.ts';
import type { PageDeps, PageScope } from './page-route.ts';
import type { FramePolicy, RenderedPage } from './page.ts';

/** The dialect of a page, and what the server knows about the request. */
export interface PageContext {
  readonly dialect: { readonly name: PageState['dialect'] } & Pick<
    PageDialect,
    'fallback' | 'tokenByMessage' | 'hostBegins'
  >;
  readonly scope: PageScope;
}

/** The dialect of pages whose host is unknown. */
const UNKNOWN_DIALECT: PageContext['dialect'] = { name: null, fallback: 'first', tokenByMessage: false };

/** Renders the page on which a person connects something. */
export function dialogPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { grant, ...context }: PageContext & { readonly grant: DialogSession },
): Promise<Response> {
  const connections = grant.connectors.flatMap((entry) => entry.connections);
  const shows = connections.flatMap(({ problem, status }) => [
    ...(problem ? [`problem.${problem.code}.`, ...PROBLEM_SENTENCES] : []),
    ...(status === 'needs_reauth' ? ['form.reauth_'] : []),
  ]);
  if (grant.sandbox) shows.push('header.sandbox');
  const state: PageState = { kind: 'dialog', ...commonState(deps, c, { ...context, shows }), ...grant };
  return respondWithPage(deps, c, { frame: context, state, views: firstViews(grant) });
}

/**
 * Renders the page that receives its token by message: the static shell.
 *
 * It contains no data of a tenant or of this request, so browsers and proxies may cache it. The same bytes are served
 * for a frame and at top level, because a cache may ignore `Vary: Sec-Fetch-Dest`. The script finds out where it runs.
 */
export async function waitingPage(deps: PageDeps, c: Context<AppEnv>, context: PageContext): Promise<Response> {
  const { app, connector } = context.scope;
  const state: PageState = { kind: 'waiting', ...commonState(deps, c, context), ...(app && { app }) };
  const views: readonly ViewChunk[] = app ? ['integrations'] : [connector ? entryView(connector) : 'form-step'];
  const { body, headers } = await renderPage(deps, c, { frame: context, state, views, headers: SHELL_HEADERS });
  // A cache takes over the headers of a 304, so a page with other headers is another page.
  const etag = `"${contentHash(Buffer.concat([body, Buffer.from(JSON.stringify(headers))]))}"`;
  if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304, { ...headers, ETag: etag });
  return c.body(body, 200, { ...headers, ETag: etag });
}

/** Renders the page that shows why a request was refused. */
export function refusalPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { error, ...context }: PageContext & { readonly error: EmbedError },
): Promise<Response> {
  return noticePage(deps, c, {
    ...context,
    code: error.code,
    message: error.message,
    ...publicReason(deps.reasonVisibility, error, { isTokenVerified: context.scope.isTokenVerified === true }),
    status: pageStatusOf(error),
    headers: errorHeaders(error),
  });
}

/** Renders the page for a person who opens the address of a frame at top level. */
export function topLevelPage(deps: PageDeps, c: Context<AppEnv>, dialect: PageContext['dialect']): Promise<Response> {
  const message = 'This page belongs inside another one.';
  return noticePage(deps, c, { dialect, scope: {}, code: 'top_level', message, status: 200, headers: {} });
}

/**
 * Renders an error page for a request that no dialect handles.
 *
 * The organization in the address may frame the page, because the error is most likely in that organization's own page.
 */
export function errorPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { error, organization }: { readonly error: EmbedError; readonly organization: OrganizationConfig | undefined },
): Promise<Response> {
  return refusalPage(deps, c, { dialect: UNKNOWN_DIALECT, scope: { organization }, error });
}

/** Returns the language of the answer. Address, token, organization and browser decide, in this order. */
export function pageLocale({ assets }: PageDeps, c: Context<AppEnv>, scope: PageScope): string {
  return preferredLocale(
    {
      query: c.req.query('lang'),
      claim: scope.locale,
      configured: scope.isTokenVerified === false ? undefined : scope.organization?.locale,
      acceptLanguage: c.req.header('accept-language'),
    },
    assets.locales,
  );
}

/** A browser or proxy answers the second view. A removed origin may frame the page for as long as this. */
const SHELL_HEADERS = { 'Cache-Control': 'public, max-age=300', Vary: 'Accept-Encoding, Accept-Language' };

interface NoticeOptions extends PageContext, Pick<NoticePageState, 'code' | 'message' | 'reason'> {
  readonly status: ReturnType<typeof pageStatusOf>;
  readonly headers: Readonly<Record<string, string>>;
}

function noticePage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { code, message, reason, status, headers, ...context }: NoticeOptions,
): Promise<Response> {
  const state: PageState = {
    kind: 'notice',
    ...commonState(deps, c, { ...context, shows: [`problem.${code}.`, ...PROBLEM_SENTENCES] }),
    // `frame-ancestors` guarantees that the parent is on the list. The page needs no list that a stranger could read.
    parent: { allowed: [], anyOrigin: true, fallback: 'first' },
    code,
    message,
    ...(reason !== undefined && { reason }),
    requestId: c.var.requestId,
  };
  return respondWithPage(deps, c, { frame: context, state, views: [], status, headers });
}

interface PageResponseOptions {
  readonly frame: PageContext;
  readonly state: PageState;
  readonly views: readonly ViewChunk[];
  readonly status?: ReturnType<typeof pageStatusOf>;
  readonly headers?: Readonly<Record<string, string>>;
}

async function respondWithPage(deps: PageDeps, c: Context<AppEnv>, options: PageResponseOptions): Promise<Response> {
  const { body, headers } = await renderPage(deps, c, options);
  return completeResponse(c, { body, status: options.status ?? 200, headers });
}

async function renderPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { frame: context, state, views, headers }: PageResponseOptions,
): Promise<RenderedPage> {
  const { organization, isTokenVerified } = context.scope;
  const sentences = deps.assets.locales.get(state.locale);
  const translate = (key: string) => sentences?.[key] ?? '';
  const rendered = await deps.renderer.render(
    {
      state,
      views,
      hostBegins: context.dialect.hostBegins ?? false,
      theme: requestedTheme(c.req.query('theme')),
      framePolicy: framePolicy(organization),
      appearance: isTokenVerified === false ? {} : (organization?.appearance ?? {}),
      title: translate(state.kind === 'notice' ? `problem.${state.code}.title` : 'page.title'),
      text: translate(state.kind === 'notice' ? `problem.${state.code}.text` : 'page.loading'),
      reasonTitle: translate('problem.developers'),
      requestId: c.var.requestId,
    },
    preferredCoding(c.req.header('accept-encoding'), ['br', 'gzip']),
  );
  return { body: rendered.body, headers: { ...rendered.headers, 'Content-Language': state.locale, ...headers } };
}

/**
 * Returns who may frame a page: the origins of its organization. Without an organization, `frame-ancestors` is
 * `'none'`.
 */
function framePolicy(organization: OrganizationConfig | undefined): FramePolicy {
  if (!organization) return [];
  return organization.mode === 'sandbox' ? 'anyone' : organization.allowedOrigins;
}

/** What pages say beside the sentences about one problem. */
const PROBLEM_SENTENCES = ['problem.provider_says', 'problem.reference', 'problem.developers'];

interface CommonStateOptions extends PageContext {
  /** Beginnings of the keys of rare sentences that the page shows first. */
  readonly shows?: readonly string[];
}

function commonState(deps: PageDeps, c: Context<AppEnv>, { dialect, scope, shows = [] }: CommonStateOptions) {
  const { organization, targetOrigin } = scope;
  const locale = pageLocale(deps, c, scope);
  return {
    dialect: dialect.name,
    parent: {
      allowed: organization?.allowedOrigins ?? [],
      anyOrigin: organization?.mode === 'sandbox',
      ...(targetOrigin !== undefined && { targetOrigin }),
      fallback: dialect.fallback,
    },
    locale,
    translations: rareSentences(deps.assets, locale, shows),
  };
}

/** The sentences that begin with one of these, of those which few pages need. */
function rareSentences({ locales, sentenceKeys }: PageAssets, locale: string, beginnings: readonly string[]) {
  const keys = sentenceKeys['rare-sentences']?.filter((key) => beginnings.some((text) => key.startsWith(text)));
  return pickSentences(locales.get(locale) ?? {}, keys ?? []);
}

function requestedTheme(requested: string | undefined): Theme {
  return requested === 'light' || requested === 'dark' ? requested : 'system';
}
