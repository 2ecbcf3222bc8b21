import type { Context } from 'hono';
import { dialogScript } from '../../widget/protocol/dialog-script.ts';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';
import type { DialogGrant, NoticePageState, PageState } from '../../widget/protocol/page-state.ts';
import type { Theme } from '../../widget/protocol/theme.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { EmbedError } from '../errors.ts';
import { chooseCoding } from './accept-encoding.ts';
import type { AppEnv } from './app-env.ts';
import { failureHeaders, shownReason } from './error-answer.ts';
import { chooseLocale } from './locale.ts';
import { NATIVE } from './page-route.ts';
import type { PageDeps, PageDialect, PageScope } from './page-route.ts';
import type { FramePolicy } from './page.ts';
import { pageStatusOf } from './status.ts';

/** What a page speaks, and what is known of who asked for it. */
export interface PageFrame {
  readonly dialect: { readonly name: PageState['dialect'] } & Pick<PageDialect, 'fallback'>;
  readonly scope: PageScope;
}

/** Which words the host page would understand is not known. */
const NO_DIALECT: PageFrame['dialect'] = { name: null, fallback: 'first' };

/** The page on which a person can connect something. */
export function dialogPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { grant, ...frame }: PageFrame & { readonly grant: DialogGrant },
): Response {
  const state: PageState = { kind: 'dialog', ...commonState(deps, c, frame), ...grant };
  return page(deps, c, { frame, state, script: dialogScript(grant.connector) });
}

/** The page that is handed its token by message. It holds nothing of a tenant. */
export function waitingPage(deps: PageDeps, c: Context<AppEnv>, frame: PageFrame): Response {
  const state: PageState = { kind: 'waiting', ...commonState(deps, c, frame), requestId: c.var.requestId };
  return page(deps, c, { frame, state, script: dialogScript(frame.scope.connector) });
}

/** The page that says why there is nothing to do. */
export function refusalPage(
  deps: PageDeps,
  c: Context<AppEnv>,
  { error, ...frame }: PageFrame & { readonly error: EmbedError },
): Response {
  return notice(deps, c, {
    ...frame,
    code: error.code,
    message: error.message,
    ...shownReason(deps.refusalReasons, error),
    status: pageStatusOf(error),
    headers: failureHeaders(error),
  });
}

/** The page of somebody who opened the address of a frame in a window of its own. */
export function topLevelPage(deps: PageDeps, c: Context<AppEnv>, dialect: PageFrame['dialect']): Response {
  const message = 'This page belongs inside another one.';
  return notice(deps, c, { dialect, scope: {}, code: 'top_level', message, status: 200, headers: {} });
}

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
  return refusalPage(deps, c, { dialect: NO_DIALECT, scope: { organization }, error });
}

/** The language of what a request is answered with: address, token, organization and browser in this order. */
export function pageLocale({ assets }: PageDeps, c: Context<AppEnv>, scope: PageScope): string {
  return chooseLocale(
    {
      query: c.req.query('lang'),
      claim: scope.locale,
      configured: scope.unverified ? undefined : scope.organization?.locale,
      acceptLanguage: c.req.header('accept-language'),
    },
    assets.locales,
  );
}

interface Notice extends PageFrame, Pick<NoticePageState, 'code' | 'message' | 'reason'> {
  readonly status: ReturnType<typeof pageStatusOf>;
  readonly headers: Readonly<Record<string, string>>;
}

function notice(
  deps: PageDeps,
  c: Context<AppEnv>,
  { code, message, reason, status, headers, ...frame }: Notice,
): Response {
  const state: PageState = {
    kind: 'notice',
    ...commonState(deps, c, frame),
    code,
    message,
    ...(reason !== undefined && { reason }),
    requestId: c.var.requestId,
  };
  // Where no token can come later, nothing but the notice is ever shown.
  const script = state.dialect === NATIVE ? dialogScript(frame.scope.connector) : 'typed';
  return page(deps, c, { frame, state, script, status, headers });
}

interface PageAnswer {
  readonly frame: PageFrame;
  readonly state: PageState;
  readonly script: DialogScript;
  readonly status?: ReturnType<typeof pageStatusOf>;
  readonly headers?: Readonly<Record<string, string>>;
}

function page(
  deps: PageDeps,
  c: Context<AppEnv>,
  { frame, state, script, status = 200, headers = {} }: PageAnswer,
): Response {
  const { organization, unverified } = frame.scope;
  const say = (key: string) => state.messages[key] ?? '';
  const rendered = deps.renderer.render(
    {
      state,
      script,
      framePolicy: framePolicy(organization),
      appearance: unverified ? {} : (organization?.appearance ?? {}),
      secretParameters: deps.tokenParameters,
      title: say(state.kind === 'notice' ? `problem.${state.code}.title` : 'page.title'),
      text: say(state.kind === 'notice' ? `problem.${state.code}.text` : 'page.loading'),
      noscript: state.kind === 'notice' ? '' : say('page.noscript'),
      requestId: c.var.requestId,
    },
    { gzip: chooseCoding(c.req.header('accept-encoding'), ['gzip']) === 'gzip' },
  );
  const body = typeof rendered.body === 'string' ? rendered.body : new Uint8Array(rendered.body);
  return c.body(body, status, { ...rendered.headers, 'Content-Language': state.locale, ...headers });
}

/** The list decides who frames an organization's pages; a page of nobody's is framed by nobody. */
function framePolicy(organization: OrganizationConfig | undefined): FramePolicy {
  if (!organization) return [];
  return organization.mode === 'sandbox' ? 'anyone' : organization.allowedOrigins;
}

function commonState(deps: PageDeps, c: Context<AppEnv>, { dialect, scope }: PageFrame) {
  const { organization, target } = scope;
  const locale = pageLocale(deps, c, scope);
  return {
    dialect: dialect.name,
    parent: {
      allowed: organization?.allowedOrigins ?? [],
      any: organization?.mode === 'sandbox',
      ...(target !== undefined && { target }),
      fallback: dialect.fallback,
    },
    locale,
    messages: deps.assets.locales.get(locale) ?? {},
    theme: theme(c.req.query('theme')),
  };
}

function theme(wish: string | undefined): Theme {
  return wish === 'light' || wish === 'dark' ? wish : 'system';
}
