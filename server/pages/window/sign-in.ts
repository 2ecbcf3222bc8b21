import { Hono } from 'hono';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { ErrorCode } from '../../../widget/protocol/error-codes.ts';
import { SIGN_IN_CODE_LENGTH } from '../../../widget/protocol/session-api.ts';
import { CrossSiteRequestError, NotFoundError, SignInBrowserMismatchError, SignInExpiredError } from '../../errors.ts';
import type { EmbedError } from '../../errors.ts';
import type { BrowserBindings } from '../../sign-in/stored-sign-in.ts';
import { confirmSignIn } from '../../sign-in/confirm-sign-in.ts';
import { SIGN_IN_LIFETIME_SECONDS } from '../../sign-in/create-sign-in.ts';
import { handleCallback } from '../../sign-in/handle-callback.ts';
import { signInConfig } from '../../sign-in/sign-in-deps.ts';
import type { SignInDeps } from '../../sign-in/sign-in-deps.ts';
import { bindOnFirstRequest, startSignIn } from '../../sign-in/start-sign-in.ts';
import type { BrowserBoundSignIn } from '../../sign-in/start-sign-in.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { clientAddress } from '../../http/request-scope.ts';
import { errorHeaders, toEmbedError, jsonError, statusOfCode } from '../../http/error-response.ts';
import { isFromOwnPage, isOwnLinkNavigation, isSpeculative } from '../../http/request-origin.ts';
import { jsonBody } from '../../http/json-body.ts';
import type { StoredSignIn } from '../../store/sign-in-store.ts';
import { pageLocale } from '../page-response.ts';
import type { PageDeps } from '../page-route.ts';
import type { WindowPage } from './window-content.ts';

const codeBody = z.strictObject({ code: z.string().regex(new RegExp(`^\\d{${SIGN_IN_CODE_LENGTH}}$`)) });

/** `/connect` and `/oauth`, also in spellings that a proxy in front of this server may resolve to these paths. */
const SIGN_IN_WINDOW_PATH = /^(?:[/\\]|%2f|%5c)+(?:connect|oauth)(?:[/\\]|%2f|%5c|$)/i;

/** Tells whether a path belongs to the window of a sign-in, even if no page exists there. */
export function isWindowPath(path: string): boolean {
  return SIGN_IN_WINDOW_PATH.test(path);
}

/**
 * Binds a sign-in to the browser of the first request for its link that can render a document, whatever its method and
 * answer. See `bindOnFirstRequest`.
 *
 * This middleware has to run before everything that may answer such a request, such as limits and the check of methods.
 * Requests that cannot render a document get an empty answer and bind nothing.
 */
export function bindOnFirstRequests(signInDeps: SignInDeps) {
  return new Hono<AppEnv>()
    .use(async (c, next) => {
      if (isWindowPath(c.req.path) && isSpeculative(c.req)) return c.body(null, 204);
      return next();
    })
    .use('/connect/start/:token', async (c: Context<AppEnv, '/connect/start/:token'>, next) => {
      const request = { token: c.req.param('token'), fromOwnPage: isOwnLinkNavigation(c.req) };
      const bound = await bindOnFirstRequest(signInDeps, request);
      return bound ? c.redirect(bindBrowser(signInDeps, c, bound), 303) : next();
    });
}

/** Sets the binding cookie of a sign-in, and returns the address that the browser loads again with its cookie. */
function bindBrowser(
  { publicUrl }: SignInDeps,
  c: Context<AppEnv>,
  { signIn, bindingToken }: BrowserBoundSignIn,
): string {
  setBindingCookie(c, { signInId: signIn.id, bindingToken, https: isHttps(publicUrl) });
  return new URL(c.req.path, publicUrl).href;
}

function isHttps({ protocol }: URL): boolean {
  return protocol === 'https:';
}

/** Serves the pages in the window of a sign-in. {@link bindOnFirstRequests} has to run before them. */
export function signInRoutes({ signIn: signInDeps, pages }: { readonly signIn: SignInDeps; readonly pages: PageDeps }) {
  const https = isHttps(signInDeps.publicUrl);

  /** Logs what was thrown. Links and states have 256 bits, so unknown ones are counted but not limited. */
  const refused = async (c: Context<AppEnv>, thrown: unknown): Promise<EmbedError> => {
    const error = toEmbedError(c.var.log, thrown);
    if (error instanceof SignInExpiredError || error instanceof SignInBrowserMismatchError) {
      await pages.limiter.recordUnknownSecret(c.var.log, clientAddress(c, pages.trustProxy));
    }
    return error;
  };

  return new Hono<AppEnv>()
    .get('/connect/start/:token', async (c) => {
      try {
        const outcome = await startSignIn(signInDeps, {
          token: c.req.param('token'),
          bindings: readBrowserBindings(c, { https }),
        });
        if (outcome.kind === 'departure') return c.redirect(outcome.location.href, 303);
        return await signInWindow(signInDeps, pages, c, { kind: outcome.kind, signIn: outcome.signIn });
      } catch (thrown) {
        return errorWindow(pages, c, await refused(c, thrown));
      }
    })
    .post('/connect/start/:token', async (c) => {
      // A page on another site could not read the answer, but it could use up the tries.
      if (!isFromOwnPage(c.req)) throw new CrossSiteRequestError();
      const { code } = await jsonBody(c, codeBody);
      try {
        const bound = await confirmSignIn(signInDeps, { token: c.req.param('token'), code });
        return c.json({ location: bindBrowser(signInDeps, c, bound) });
      } catch (thrown) {
        return jsonError(c, await refused(c, thrown));
      }
    })
    .get('/oauth/callback/:connector', async (c) => {
      try {
        const signIn = await handleCallback(signInDeps, {
          connector: c.req.param('connector'),
          parameters: new URL(c.req.url).searchParams,
          bindings: readBrowserBindings(c, { https }),
          log: c.var.log,
          signal: c.req.raw.signal,
        });
        return await signInWindow(signInDeps, pages, c, { kind: 'returned', signIn });
      } catch (thrown) {
        return errorWindow(pages, c, await refused(c, thrown));
      }
    });
}

/** A page in the window of a sign-in: it asks for the code, or shows the result of the sign-in. */
interface SignInWindow {
  readonly kind: 'confirm' | 'connected' | 'returned';
  readonly signIn: StoredSignIn;
}

/**
 * Renders a page in the window of a sign-in. The request must come from the right browser, or the page must contain
 * nothing secret.
 */
async function signInWindow(
  signInDeps: SignInDeps,
  pages: PageDeps,
  c: Context<AppEnv>,
  { kind, signIn }: SignInWindow,
): Promise<Response> {
  const { organization, definition } = signInConfig(signInDeps, signIn);
  const [provider, locale] = [definition.name, signIn.locale];
  const show = (page: WindowPage, status: ContentfulStatusCode = 200) =>
    pages.windows.respond(c, { page, organization, locale, status });
  if (kind === 'confirm') {
    const tenant = await signInDeps.store.tenants.find(signIn.organization, signIn.tenantId);
    if (!tenant) throw new NotFoundError();
    const { name, key } = tenant;
    const account = name === null ? { tenant: key } : { tenant: name, tenantKey: key };
    return show({ kind, provider, organization: organization.name, ...account });
  }
  if (signIn.status === 'cancelled') return show({ kind: 'cancelled', organization: organization.name });
  if (signIn.status === 'succeeded') return show({ kind: 'connected', provider, organization: organization.name });
  const { code = 'internal', providerMessage } = signIn.problem ?? {};
  return show(
    { kind: 'problem', code, provider, organization: organization.name, providerMessage },
    windowStatus(code),
  );
}

/**
 * Renders the error page of a sign-in window.
 *
 * It is sandboxed and has no script. If a script changed the history entry of this page, Chromium would send a later
 * Back, Forward or reload as a same-origin request. Such a request binds a sign-in that is not bound yet.
 */
export function errorWindow(pages: PageDeps, c: Context<AppEnv>, error: EmbedError): Promise<Response> {
  for (const [name, value] of Object.entries(errorHeaders(error))) c.header(name, value);
  return pages.windows.respond(c, {
    page: { kind: 'problem', code: error.code },
    organization: undefined,
    locale: pageLocale(pages, c, {}),
    status: windowStatus(error.code),
    sandboxed: true,
  });
}

function windowStatus(code: ErrorCode): ContentfulStatusCode {
  // The provider is unavailable, but this page works. A proxy must not replace it with an error page of its own.
  return code === 'provider_unavailable' ? 200 : statusOfCode(code);
}

/** Maximum number of pending sign-ins in one browser. With more of them the headers would grow too long. */
const MAX_COOKIES = 10;

const COOKIE_PATTERN = /^(?:__Host-)?flow-(\d{1,16})$/;

/**
 * Sets the cookie that binds a sign-in to this browser. The oldest of these cookies are removed.
 *
 * The prefix `__Host-` keeps other hosts of the same domain from setting the cookie. WebKit drops cookies with this
 * prefix, and all cookies with `Secure`, on `http://127.0.0.1`. There the cookie has neither.
 */
function setBindingCookie(
  c: Context<AppEnv>,
  {
    signInId,
    bindingToken,
    https,
  }: { readonly signInId: number; readonly bindingToken: string; readonly https: boolean },
): void {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: https } as const;
  const known = Object.keys(getCookie(c))
    .flatMap((name) => {
      const [, id] = COOKIE_PATTERN.exec(name) ?? [];
      return id === undefined ? [] : [{ name, id: Number(id) }];
    })
    .sort((one, other) => other.id - one.id);
  for (const { name } of known.slice(MAX_COOKIES - 1)) setCookie(c, name, '', { ...options, maxAge: 0 });
  setCookie(c, cookieName(signInId, https), bindingToken, { ...options, maxAge: SIGN_IN_LIFETIME_SECONDS });
}

/** Reads the browser bindings that a request sent. */
function readBrowserBindings(c: Context<AppEnv>, { https }: { readonly https: boolean }): BrowserBindings {
  return (signInId) => getCookie(c, cookieName(signInId, https));
}

function cookieName(signInId: number, https: boolean): string {
  return `${https ? '__Host-' : ''}flow-${signInId}`;
}
