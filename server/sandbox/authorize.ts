import type { AccountName } from './keys.ts';
import { ACCOUNTS } from './keys.ts';
import { HOSTILE_TEXT, pause } from './behaviour.ts';
import type { AuthorizationErrorResponse, AuthorizationRequest } from './authorization-request.ts';
import { readAuthorizationRequest } from './authorization-request.ts';
import type { Behaviour } from './behaviour.ts';
import { errorPage } from './page-shell.ts';
import type { SandboxContext, SandboxState } from './sandbox-env.ts';
import { readDecision, signInPage } from './sign-in-page.ts';

const OTHER_ISSUER = 'https://other.sandbox.example';

/** Shows the sign-in page, or redirects without it: RFC 6749 section 4.1.1. */
export async function showSignIn(c: SandboxContext, state: SandboxState) {
  const { behaviour } = c.var;
  await pause(c, behaviour.seconds('slow'), state);
  const request = readAuthorizationRequest(new URL(c.req.url).searchParams, behaviour);
  if ('error' in request) return refuse(c, request);
  const { auto, text } = behaviour;
  if (auto) return completeSignIn(c, request, { state, decision: auto });
  const { redirectUri, scope } = request;
  return signInPage(c, { redirectUri: new URL(redirectUri), scope, behaviour: text });
}

/** Handles the form of the sign-in page. */
export async function submitDecision(c: SandboxContext, state: SandboxState) {
  const request = readAuthorizationRequest(new URL(c.req.url).searchParams, c.var.behaviour);
  if ('error' in request) return refuse(c, request);
  const decision = await readDecision(c);
  if (!decision) return errorPage(c, { title: 'Nothing was chosen', text: 'This form did not come from the page.' });
  return completeSignIn(c, request, { state, decision });
}

interface SignInDecision {
  readonly state: SandboxState;
  readonly decision: AccountName | 'denied';
}

function completeSignIn(c: SandboxContext, request: AuthorizationRequest, { state, decision }: SignInDecision) {
  const { behaviour } = c.var;
  const { client, redirectUri, scope, challenge } = request;
  if (decision === 'denied' || behaviour.has('deny')) {
    return refuse(c, { error: 'access_denied', description: 'The person did not allow it.', redirect: request });
  }
  const grant = { clientId: client.id, account: ACCOUNTS[decision].email, scope };
  const code = state.grants.issueCode(grant, { redirectUri, challenge });
  return redirectToClient(c, request, { code });
}

function refuse(c: SandboxContext, { error, description, redirect }: AuthorizationErrorResponse) {
  if (!redirect) return errorPage(c, { title: 'This sign-in cannot begin', text: description });
  const text = c.var.behaviour.has('hostile') ? HOSTILE_TEXT : description;
  return redirectToClient(c, redirect, { error, error_description: text });
}

function redirectToClient(
  c: SandboxContext,
  { redirectUri, state }: NonNullable<AuthorizationErrorResponse['redirect']>,
  parameters: Readonly<Record<string, string>>,
) {
  const location = new URL(redirectUri);
  const iss = issuer(c.var.behaviour, c.req.url);
  const all = { ...parameters, ...(state !== '' && { state }), ...(iss !== undefined && { iss }) };
  for (const [name, value] of Object.entries(all)) location.searchParams.append(name, value);
  c.header('Cache-Control', 'no-store');
  // RFC 9700 section 4.12: the next server must not receive the posted form.
  return c.redirect(location.href, 303);
}

/** RFC 9207 section 2. */
function issuer(behaviour: Behaviour, url: string): string | undefined {
  if (behaviour.has('no-iss')) return undefined;
  return behaviour.has('wrong-iss') ? OTHER_ISSUER : new URL(url).origin;
}
