import { Hono } from 'hono';

import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import { ACCOUNTS, SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } from './keys.ts';
import { isRedirectUri } from './authorization-request.ts';
import { oauth1Signature, readOAuthHeader } from './oauth1-signature.ts';
import type { OAuth1Token } from './oauth1-tokens.ts';
import { errorPage } from './page-shell.ts';
import { logRequests } from './request-log.ts';
import type { SandboxContext, SandboxEnv, SandboxState } from './sandbox-env.ts';
import { readDecision, signInPage } from './sign-in-page.ts';

/** The maximum clock skew of a client, in seconds. */
const MAX_CLOCK_SKEW_SECONDS = 300;

/** An OAuth 1.0a server, HMAC-SHA1 only: RFC 5849. */
export function oauth1Server(state: SandboxState) {
  const { oauth1, requestLog } = state;
  return new Hono<SandboxEnv>()
    .post('/request_token', logRequests(requestLog, 'oauth1_request_token'), async (c) => {
      const signed = await signedParameters(c, state, undefined);
      const callback = signed?.get('oauth_callback') ?? '';
      if (!signed || !isRedirectUri(callback)) return refuse(c);
      const { token, secret } = oauth1.issueTemporary(callback);
      return sendForm(c, { oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: 'true' });
    })
    .get('/authorize', logRequests(requestLog, 'sign_in_page'), (c) => {
      const started = oauth1.findTemporary(c.req.query('oauth_token') ?? '');
      if (!started) return unknownSignIn(c);
      return signInPage(c, { redirectUri: new URL(started.callback), scope: '', behaviour: '' });
    })
    .post('/authorize', logRequests(requestLog, 'sign_in'), async (c) => {
      const started = oauth1.findTemporary(c.req.query('oauth_token') ?? '');
      const decision = await readDecision(c);
      if (!started || !decision) return unknownSignIn(c);
      const location = new URL(started.callback);
      if (decision === 'denied') {
        oauth1.deny(started);
        // RFC 5849 defines no parameter for a denial. Providers that report it use `denied`.
        location.searchParams.append('denied', started.token);
      } else {
        location.searchParams.append('oauth_token', started.token);
        location.searchParams.append('oauth_verifier', oauth1.allow(started, ACCOUNTS[decision].email));
      }
      return c.redirect(location.href, 303);
    })
    .post('/access_token', logRequests(requestLog, 'oauth1_access_token'), async (c) => {
      const allowed = oauth1.findAllowed(tokenOf(c));
      const signed = allowed && (await signedParameters(c, state, allowed));
      if (!signed || !timingSafeEqualText(signed.get('oauth_verifier'), allowed.verifier)) return refuse(c);
      const { token, secret } = oauth1.exchange(allowed);
      return sendForm(c, { oauth_token: token, oauth_token_secret: secret });
    })
    .get('/me', logRequests(requestLog, 'me'), async (c) => {
      const known = oauth1.account(tokenOf(c));
      if (!known || !(await signedParameters(c, state, known))) return refuse(c);
      return c.json({ user: { email: known.account } });
    });
}

function tokenOf(c: SandboxContext): string {
  return readOAuthHeader(c.req.header('authorization'))?.get('oauth_token') ?? '';
}

/**
 * Reads the OAuth parameters of a signed request.
 *
 * @returns `undefined` if the signature is wrong or missing, the timestamp is too far off, or the nonce was used.
 */
async function signedParameters(
  c: SandboxContext,
  { oauth1, now }: SandboxState,
  token: OAuth1Token | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  const oauth = readOAuthHeader(c.req.header('authorization'));
  const timestamp = oauth?.get('oauth_timestamp') ?? '';
  const nonce = oauth?.get('oauth_nonce') ?? '';
  if (oauth?.get('oauth_consumer_key') !== SANDBOX_CLIENT_ID) return undefined;
  if (oauth.get('oauth_signature_method') !== 'HMAC-SHA1') return undefined;
  if ((oauth.get('oauth_version') ?? '1.0') !== '1.0' || oauth.get('oauth_token') !== token?.token) return undefined;
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  const signature = oauth1Signature(
    { method: c.req.method, url: new URL(c.req.url), oauth, form: isForm ? await c.req.text() : '' },
    { clientSecret: SANDBOX_CLIENT_SECRET, tokenSecret: token?.secret ?? '' },
  );
  if (!timingSafeEqualText(oauth.get('oauth_signature'), signature)) return undefined;
  const isNow = /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - now() / 1_000) <= MAX_CLOCK_SKEW_SECONDS;
  // Claims the nonce after the signature check, so that other callers cannot use up the client's nonces.
  return isNow && nonce !== '' && oauth1.claimNonce(`${timestamp} ${nonce}`) ? oauth : undefined;
}

function sendForm(c: SandboxContext, pairs: Readonly<Record<string, string>>) {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Cache-Control': 'no-store' };
  return c.body(new URLSearchParams(pairs).toString(), 200, headers);
}

function refuse(c: SandboxContext) {
  return c.json({ error: { message: 'The signature or the token is wrong.' } }, 401, { 'WWW-Authenticate': 'OAuth' });
}

function unknownSignIn(c: SandboxContext) {
  return errorPage(c, {
    title: 'This sign-in is over',
    text: 'The sandbox does not know it, or it was already allowed or denied.',
  });
}
