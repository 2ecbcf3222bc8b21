import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../../widget/protocol/error-codes.ts';
import { NotFoundError } from '../../errors.ts';
import type { EmbedError } from '../../errors.ts';
import { signInConfig } from '../../sign-in/sign-in-deps.ts';
import type { SignInDeps } from '../../sign-in/sign-in-deps.ts';
import type { StoredSignIn } from '../../store/sign-in-store.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { errorHeaders } from '../../http/error-response.ts';
import { pageLocale } from '../page-response.ts';
import type { PageDeps } from '../page-route.ts';
import { statusOfCode } from '../../http/status.ts';
import { windowPage } from './window-page.ts';
import type { WindowPage } from './window-markup.ts';

/** A page in the window of a sign-in: it asks for the code, or shows the result of the sign-in. */
export interface SignInWindowContent {
  readonly kind: 'confirm' | 'connected' | 'returned';
  readonly signIn: StoredSignIn;
}

/**
 * Renders a page in the window of a sign-in. The request must come from the right browser, or the page must contain
 * nothing secret.
 */
export async function signInWindow(
  signInDeps: SignInDeps,
  pages: PageDeps,
  c: Context<AppEnv>,
  { kind, signIn }: SignInWindowContent,
): Promise<Response> {
  const { organization, definition } = signInConfig(signInDeps, signIn);
  const [provider, locale] = [definition.name, signIn.locale];
  const show = (page: WindowPage, status: ContentfulStatusCode = 200) =>
    windowPage(pages, c, { page, organization, locale, status });
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
export function errorWindow(pages: PageDeps, c: Context<AppEnv>, error: EmbedError): Response {
  for (const [name, value] of Object.entries(errorHeaders(error))) c.header(name, value);
  return windowPage(pages, c, {
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
