import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } from '../keys.ts';

export const REDIRECT_URI = 'http://localhost:4000/oauth/callback/sandbox';
export const VERIFIER = 'v'.repeat(43);
export const STATE = 'state-of-the-run';

type Parameters = Readonly<Record<string, string | undefined>>;

/** Valid parameters of an authorization request, with changes. `undefined` removes a parameter. */
export function authorizationParameters(changes: Parameters = {}): URLSearchParams {
  return parameters({
    client_id: SANDBOX_CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    state: STATE,
    scope: 'contacts.read',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
}

function parameters(values: Parameters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
  );
}

/** Address of the sign-in page. */
export function authorizationUrl(oauthUrl: string, changes: Parameters = {}): string {
  return `${oauthUrl}/authorize?${authorizationParameters(changes).toString()}`;
}

/** Loads the sign-in page. */
export function loadSignInPage(oauthUrl: string, changes: Parameters = {}): Promise<Response> {
  return fetch(authorizationUrl(oauthUrl, changes), { redirect: 'manual' });
}

/** Sends the form of the sign-in page. */
export function submitDecision(address: string, form: Parameters = {}): Promise<Response> {
  const body = parameters({ account: 'ada', decision: 'allow', ...form });
  return fetch(address, { method: 'POST', body, redirect: 'manual' });
}

/** The parameters of the redirect back. */
export function callbackParameters(response: Response): URLSearchParams {
  assert.equal(response.status, 303);
  const location = new URL(response.headers.get('location') ?? '');
  assert.equal(location.origin + location.pathname, REDIRECT_URI);
  return location.searchParams;
}

/** Signs in and returns the code. */
export async function obtainCode(oauthUrl: string, form: Parameters = {}, changes: Parameters = {}): Promise<string> {
  const response = await submitDecision(authorizationUrl(oauthUrl, changes), form);
  return callbackParameters(response).get('code') ?? '';
}

export function basicAuthHeader(id: string, secret: string): Readonly<Record<string, string>> {
  const pair = [id, secret].map(encodeURIComponent).join(':');
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

const CLIENT_HEADERS = basicAuthHeader(SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET);

/** Sends a token request, by default as the client with a secret. */
export function requestTokens(oauthUrl: string, values: Parameters, headers = CLIENT_HEADERS): Promise<Response> {
  return fetch(`${oauthUrl}/token`, { method: 'POST', headers, body: parameters(values) });
}

/** Exchanges a code. */
export function exchangeCode(oauthUrl: string, code: string, changes: Parameters = {}): Promise<Response> {
  return requestTokens(oauthUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
    ...changes,
  });
}

export function refreshTokens(oauthUrl: string, token: string): Promise<Response> {
  return requestTokens(oauthUrl, { grant_type: 'refresh_token', refresh_token: token });
}

/** The tokens of a response in the format of RFC 6749. */
export async function readTokens(response: Response): Promise<{ readonly access: string; readonly refresh: string }> {
  assert.equal(response.status, 200);
  const { access_token: access, refresh_token: refreshToken } = (await response.json()) as Record<string, string>;
  return { access: access ?? '', refresh: refreshToken ?? '' };
}

/** Signs in as Ada and exchanges the code. */
export async function signIn(oauthUrl: string): Promise<{ readonly access: string; readonly refresh: string }> {
  return readTokens(await exchangeCode(oauthUrl, await obtainCode(oauthUrl)));
}

/** Fetches the account of a token. */
export function fetchAccount(oauthUrl: string, token: string): Promise<Response> {
  return fetch(`${oauthUrl}/me`, { headers: { authorization: `Bearer ${token}` } });
}
