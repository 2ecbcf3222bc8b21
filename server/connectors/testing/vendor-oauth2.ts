import { createHash } from 'node:crypto';

import type { OAuth2Facts, VendorAnswer } from './vendor-facts.ts';
import { randomToken } from '../../sandbox/random-token.ts';
import type { SandboxContext } from '../../sandbox/sandbox-env.ts';
import { readParameters } from '../../sandbox/sent-parameters.ts';
import { gives, mistakeAnswer, vendorAnswer } from './vendor-answer.ts';
import type { ExpectedParameters } from './vendor-parameters.ts';
import { headerMistake, parameterMistake } from './vendor-parameters.ts';
import type { VendorClient, VendorProtocol, VendorRoute } from './vendor-protocol.ts';

type ClientAuthentication = OAuth2Facts['token']['clientAuthentication'];
type Parameters = ReadonlyMap<string, string>;

/** The sign-in of a vendor that speaks OAuth 2.0. See `vendorApp`. */
export function oauth2Vendor(facts: OAuth2Facts, client: VendorClient): VendorProtocol {
  const { authorization, token, refresh, revocation } = facts;
  const idName = authorization.clientIdParameter ?? 'client_id';
  const codes = new Map<string, { readonly challenge: string | undefined }>();
  const accessTokens = new Set<string>();
  const refreshTokens = new Set<string>();

  function authorize(c: SandboxContext, url: URL): Response {
    const sent = url.searchParams;
    const mistake = parameterMistake(sent, {
      exactly: {
        response_type: 'code',
        [idName]: client.id,
        redirect_uri: client.redirectUri,
        ...authorization.parameters,
        ...(authorization.pkce === 'checked' && { code_challenge_method: 'S256' }),
      },
      some: ['state', ...(authorization.pkce === 'checked' ? ['code_challenge'] : [])],
      maybe: authorization.pkce === 'ignored' ? ['code_challenge', 'code_challenge_method'] : [],
    });
    if (mistake !== undefined) return mistakeAnswer(mistake);
    const code = randomToken('code');
    codes.set(code, { challenge: sent.get('code_challenge') ?? undefined });
    const back = new URL(client.redirectUri);
    const parameters = { code, state: sent.get('state') ?? '', ...facts.callback };
    for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value);
    return c.redirect(back.href, 302);
  }

  async function exchange(c: SandboxContext): Promise<Response> {
    const sent = await readParameters(c);
    if (sent?.format !== token.format) return mistakeAnswer(`the body is not ${token.format}`);
    const mistake =
      headerMistake(c.req.raw.headers, token.headers ?? {}) ?? clientMistake(c, token.clientAuthentication);
    if (mistake !== undefined) return mistakeAnswer(mistake, 401);
    return sent.values.get('grant_type') === 'refresh_token' ? renew(sent.values) : redeem(sent.values);
  }

  function redeem(sent: Parameters): Response {
    const { pkce } = authorization;
    const mistake = parameterMistake(sent, {
      exactly: {
        grant_type: 'authorization_code',
        redirect_uri: client.redirectUri,
        ...clientParameters(token.clientAuthentication),
        ...token.parameters,
      },
      some: ['code', ...(pkce === 'checked' ? ['code_verifier'] : [])],
      maybe: pkce === 'ignored' ? ['code_verifier'] : [],
    });
    if (mistake !== undefined) return mistakeAnswer(mistake);
    const code = codes.get(sent.get('code') ?? '');
    codes.delete(sent.get('code') ?? '');
    const proven = pkce !== 'checked' || code?.challenge === challengeOf(sent.get('code_verifier') ?? '');
    return code && proven ? give(token.answer) : vendorAnswer(token.refusal);
  }

  function renew(sent: Parameters): Response {
    if (!refresh) return mistakeAnswer('nothing is refreshed here');
    const mistake = parameterMistake(sent, {
      exactly: {
        grant_type: 'refresh_token',
        ...clientParameters(token.clientAuthentication),
        ...refresh.parameters,
      },
      some: ['refresh_token'],
      maybe: Object.keys(token.parameters ?? {}),
    });
    if (mistake !== undefined) return mistakeAnswer(mistake);
    const old = sent.get('refresh_token') ?? '';
    if (!refreshTokens.has(old)) return vendorAnswer(refresh.refusal);
    if (gives(refresh.answer, 'refresh_token')) refreshTokens.delete(old);
    return give(refresh.answer);
  }

  async function revoke(c: SandboxContext): Promise<Response> {
    if (!revocation) return mistakeAnswer('nothing is revoked here', 404);
    const { clientAuthentication, format = 'form' } = revocation;
    const sent = await readParameters(c);
    if (sent?.format !== format) return mistakeAnswer(`the body is not ${format}`);
    const anyClient = clientAuthentication === 'none';
    const mistake =
      headerMistake(c.req.raw.headers, revocation.headers ?? {}) ??
      (anyClient ? undefined : clientMistake(c, clientAuthentication));
    if (mistake !== undefined) return mistakeAnswer(mistake, 401);
    const expected: ExpectedParameters = {
      exactly: anyClient ? {} : clientParameters(clientAuthentication),
      some: ['token'],
      maybe: [...(format === 'form' ? ['token_type_hint'] : []), ...(anyClient ? [idName, 'client_secret'] : [])],
    };
    const wrong = parameterMistake(sent.values, expected);
    if (wrong !== undefined) return mistakeAnswer(wrong);
    const known = revocation.token === 'access_token' ? accessTokens : refreshTokens;
    if (!known.has(sent.values.get('token') ?? '')) return mistakeAnswer(`this is no ${revocation.token}`);
    accessTokens.clear();
    refreshTokens.clear();
    return vendorAnswer({ body: {} });
  }

  function give(answer: VendorAnswer): Response {
    const fresh = { access_token: randomToken('access'), refresh_token: randomToken('refresh') };
    accessTokens.add(fresh.access_token);
    if (gives(answer, 'refresh_token')) refreshTokens.add(fresh.refresh_token);
    return vendorAnswer(answer, fresh);
  }

  function clientParameters(way: ClientAuthentication) {
    if (way === 'basic') return {};
    return { [idName]: client.id, ...(way === 'post' && { client_secret: client.secret }) };
  }

  /** As many vendors compare it: nothing is decoded. */
  function clientMistake(c: SandboxContext, way: ClientAuthentication): string | undefined {
    const sent = c.req.header('authorization');
    if (way !== 'basic') return sent === undefined ? undefined : 'the client does not belong into a header';
    const right = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    return sent === right ? undefined : 'the header authorization does not name the client';
  }

  const post =
    (route: VendorRoute): VendorRoute =>
    (c, url) =>
      c.req.method === 'POST' ? route(c, url) : mistakeAnswer('this has to be a POST', 405);

  return {
    routes: new Map<string, VendorRoute>([
      [authorization.url, authorize],
      [token.url, post(exchange)],
      ...(refresh?.url === undefined ? [] : [[refresh.url, post(exchange)] as const]),
      ...(revocation ? [[revocation.url, post(revoke)] as const] : []),
    ]),

    apiMistake(c, _url, { headers }) {
      const [name, template] = Object.entries(headers).find(([, value]) => value.includes('{access_token}')) ?? [];
      if (name === undefined || template === undefined) return 'the documentation names no header for the token';
      const sent = c.req.header(name);
      const known = [...accessTokens].some((accessToken) => template.replace('{access_token}', accessToken) === sent);
      return known ? undefined : `the header ${name} is not ${template}`;
    },
  };
}

/** RFC 7636 section 4.2. */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
