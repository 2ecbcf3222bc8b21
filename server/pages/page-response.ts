import type { Context } from 'hono';
import { dialogScriptFor } from '../../widget/protocol/dialog-script.ts';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';
import type { DialogSession, NoticePageState, PageState } from '../../widget/protocol/page-state.ts';
import type { Theme } from '../../widget/protocol/theme.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { EmbedError } from '../errors.ts';
import { preferredCoding } from '../http/accept-encoding.ts';
import type { AppEnv } from '../http/app-env.ts';
import { errorHeaders, publicReason } from '../http/error-response.ts';
import { preferredLocale } from '../http/locale.ts';
import type { PageDialect } from './page-dialect.ts';
import type { PageDeps, PageScope } from './page-route.ts';
import type { FramePolicy } from './page.ts';
import { pageStatusOf } from '../http/status.ts';

/** The dialect of a page, and what the server knows about the request. */
export interface PageContext {
  readonly dialect: { readonly name: PageState['dialect'] } & Pick<PageDialect, 'fallback' | 'tokenByMessage'>;
  readonly scope: PageScope;
}

/** The dialect of pages whose host is unknown. */
const UNKNOWN_DIALECT: PageContext['dialect'] = { name: null, fallback: 'first', tokenByMessage: false };

/** Renders the page on which a person connects something. */
export function dialogPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { grant, ...context }: PageContext & { readonly grant: DialogSession },
): Response {
  const state: PageState = { kind: 'dialog', ...commonState(deps, c, context), ...grant };
  const script = dialogScriptFor(grant.connectors.map(({ connector }) => connector));
  return respondWithPage(deps, c, { frame: context, state, script });
}

/** Renders the page that receives its token by message. It contains no data of a tenant. */
export function waitingPage(deps: PageDeps, c: Context<AppEnv>, context: PageContext): Response {
  const state: PageState = { kind: 'waiting', ...commonState(deps, c, context), requestId: c.var.requestId };
  return respondWithPage(deps, c, { frame: context, state, script: addressScript(context.scope) });
}

/** Renders the page that shows why a request was refused. */
export function refusalPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { error, ...context }: PageContext & { readonly error: EmbedError },
): Response {
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
export function topLevelPage(deps: PageDeps, c: Context<AppEnv>, dialect: PageContext['dialect']): Response {
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
): Response {
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

/** The script for what the address alone says that the page will connect. */
function addressScript({ connector }: PageScope): DialogScript {
  return dialogScriptFor(connector ? [connector] : []);
}

interface NoticeOptions extends PageContext, Pick<NoticePageState, 'code' | 'message' | 'reason'> {
  readonly status: ReturnType<typeof pageStatusOf>;
  readonly headers: Readonly<Record<string, string>>;
}

function noticePage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { code, message, reason, status, headers, ...context }: NoticeOptions,
): Response {
  const state: PageState = {
    kind: 'notice',
    ...commonState(deps, c, context),
    // `frame-ancestors` guarantees that the parent is on the list. The page needs no list that a stranger could read.
    parent: { allowed: [], anyOrigin: true, fallback: 'first' },
    code,
    message,
    ...(reason !== undefined && { reason }),
    requestId: c.var.requestId,
  };
  // Without a later token the page never shows more than the notice.
  const script = context.dialect.tokenByMessage ? addressScript(context.scope) : 'credentials';
  return respondWithPage(deps, c, { frame: context, state, script, status, headers });
}

interface PageResponseOptions {
  readonly frame: PageContext;
  readonly state: PageState;
  readonly script: DialogScript;
  readonly status?: ReturnType<typeof pageStatusOf>;
  readonly headers?: Readonly<Record<string, string>>;
}

function respondWithPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { frame: context, state, script, status = 200, headers = {} }: PageResponseOptions,
): Response {
  const { organization, isTokenVerified } = context.scope;
  const translate = (key: string) => state.translations[key] ?? '';
  const rendered = deps.renderer.render(
    {
      state,
      script,
      framePolicy: framePolicy(organization),
      appearance: isTokenVerified === false ? {} : (organization?.appearance ?? {}),
      secretParameters: deps.tokenParameters,
      title: translate(state.kind === 'notice' ? `problem.${state.code}.title` : 'page.title'),
      text: translate(state.kind === 'notice' ? `problem.${state.code}.text` : 'page.loading'),
      noscript: state.kind === 'notice' ? '' : translate('page.noscript'),
      requestId: c.var.requestId,
    },
    { gzip: preferredCoding(c.req.header('accept-encoding'), ['gzip']) === 'gzip' },
  );
  const body = typeof rendered.body === 'string' ? rendered.body : new Uint8Array(rendered.body);
  return c.body(body, status, { ...rendered.headers, 'Content-Language': state.locale, ...headers });
}

/**
 * Returns who may frame a page: the origins of its organization. Without an organization, `frame-ancestors` is
 * `'none'`.
 */
function framePolicy(organization: OrganizationConfig | undefined): FramePolicy {
  if (!organization) return [];
  return organization.mode === 'sandbox' ? 'anyone' : organization.allowedOrigins;
}

function commonState(deps: PageDeps, c: Context<AppEnv>, { dialect, scope }: PageContext) {
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
    translations: deps.assets.locales.get(locale) ?? {},
    theme: requestedTheme(c.req.query('theme')),
  };
}

function requestedTheme(requested: string | undefined): Theme {
  return requested === 'light' || requested === 'dark' ? requested : 'system';
}
