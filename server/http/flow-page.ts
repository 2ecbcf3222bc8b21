import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import { NotFoundError } from '../errors.ts';
import type { EmbedError } from '../errors.ts';
import { subjectOf } from '../flows/sign-in/sign-in-deps.ts';
import type { SignInDeps } from '../flows/sign-in/sign-in-deps.ts';
import type { StoredFlow } from '../store/flow-store.ts';
import type { AppEnv } from './app-env.ts';
import { failureHeaders } from './error-answer.ts';
import { pageLocale } from './page-answer.ts';
import type { PageDeps } from './page-route.ts';
import { statusOfCode } from './status.ts';
import { windowPage } from './window-page.ts';
import type { WindowPage } from './window-markup.ts';

/** A page of a flow's window: it asks for the code, or tells what became of the flow. */
export interface FlowSight {
  readonly kind: 'confirm' | 'connected' | 'returned';
  readonly flow: StoredFlow;
}

/** Shows the window of a flow that is known to be the right one, or that tells nothing but whose it is. */
export async function flowPage(
  signIn: SignInDeps,
  pages: PageDeps,
  c: Context<AppEnv>,
  { kind, flow }: FlowSight,
): Promise<Response> {
  const { organization, definition } = subjectOf(signIn, flow);
  const [system, locale] = [definition.name, flow.locale];
  const show = (page: WindowPage, status: ContentfulStatusCode = 200) =>
    windowPage(pages, c, { page, organization, locale, status });
  if (kind === 'confirm') {
    const tenant = await signIn.store.tenants.find(flow.organization, flow.tenantId);
    if (!tenant) throw new NotFoundError();
    return show({ kind, system, organization: organization.name, tenant: tenant.key });
  }
  if (flow.status === 'cancelled') return show({ kind: 'cancelled', organization: organization.name });
  if (flow.status === 'succeeded') return show({ kind: 'connected', system, organization: organization.name });
  const { code = 'internal', providerMessage } = flow.problem ?? {};
  return show({ kind: 'problem', code, system, organization: organization.name, providerMessage }, problemStatus(code));
}

/**
 * Renders the error page of a sign-in window.
 *
 * It is sandboxed and has no script. A script of ours that changes the entry of this page in the history makes Chromium
 * send a later Back, Forward or reload as a request of our own page, and such a request binds a sign-in that is undecided.
 */
export function problemWindow(pages: PageDeps, c: Context<AppEnv>, error: EmbedError): Response {
  for (const [name, value] of Object.entries(failureHeaders(error))) c.header(name, value);
  return windowPage(pages, c, {
    page: { kind: 'problem', code: error.code },
    organization: undefined,
    locale: pageLocale(pages, c, {}),
    status: problemStatus(error.code),
    sandboxed: true,
  });
}

function problemStatus(code: ErrorCode): ContentfulStatusCode {
  // The system is not there; this page is, and a proxy must not put another one in its place.
  return code === 'provider_unavailable' ? 200 : statusOfCode(code);
}
