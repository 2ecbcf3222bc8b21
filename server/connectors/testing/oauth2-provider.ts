import { createHash } from 'node:crypto';

import type { OAuth2Facts, SampleResponse } from './provider-facts.ts';
import { randomToken } from '../../sandbox/keys.ts';
import type { SandboxContext } from '../../sandbox/sandbox-env.ts';
import { readBodyParameters } from '../../sandbox/body-parameters.ts';
import { includesToken, errorResponse, sampleResponse } from './provider-response.ts';
import type { ExpectedParameters } from './expected-parameters.ts';
import { findHeaderError, findParameterError } from './expected-parameters.ts';
import type { RegisteredClient, ProviderProtocol, ProviderRoute } from './provider-protocol.ts';

type ClientAuthentication = OAuth2Facts['token']['clientAuthentication'];
type Parameters = ReadonlyMap<string, string>;

/** Simulates the sign-in of a provider that uses OAuth 2.0. See `fake-provider.ts`. */
export function oauth2Provider(facts: OAuth2Facts, client: RegisteredClient): ProviderProtocol {
  const { authorization, token, refresh, revocation } = facts;
  const idName = authorization.clientIdParameter ?? 'client_id';
  const codes = new Map<string, { readonly challenge: string | undefined }>();
  const accessTokens = new Set<string>();
  const refreshTokens = new Set<string>();

  function authorize(c: SandboxContext, url: URL): Response {
    const sent = url.searchParams;
    const issue = findParameterError(sent, {
      exact: {
        response_type: 'code',
        [idName]: client.id,
        redirect_uri: client.redirectUri,
        ...authorization.parameters,
        ...(authorization.pkce === 'checked' && { code_challenge_method: 'S256' }),
      },
      required: ['state', ...(authorization.pkce === 'checked' ? ['code_challenge'] : [])],
      optional: authorization.pkce === 'ignored' ? ['code_challenge', 'code_challenge_method'] : [],
    });
    if (issue !== undefined) return errorResponse(issue);
    const code = randomToken('code');
    codes.set(code, { challenge: sent.get('code_challenge') ?? undefined });
    const callback = new URL(client.redirectUri);
    const parameters = { code, state: sent.get('state') ?? '', ...facts.callback };
    for (const [name, value] of Object.entries(parameters)) callback.searchParams.set(name, value);
    return c.redirect(callback.href, 302);
  }

  async function exchange(c: SandboxContext): Promise<Response> {
    const sent = await readBodyParameters(c);
    if (sent?.format !== token.format) return errorResponse(`the body is not ${token.format}`);
    const issue =
      findHeaderError(c.req.raw.headers, token.headers ?? {}) ?? clientMistake(c, token.clientAuthentication);
    if (issue !== undefined) return errorResponse(issue, 401);
    return sent.values.get('grant_type') === 'refresh_token' ? exchangeRefreshToken(sent.values) : redeem(sent.values);
  }

  function redeem(sent: Parameters): Response {
    const { pkce } = authorization;
    const issue = findParameterError(sent, {
      exact: {
        grant_type: 'authorization_code',
        redirect_uri: client.redirectUri,
        ...clientParameters(token.clientAuthentication),
        ...token.parameters,
      },
      required: ['code', ...(pkce === 'checked' ? ['code_verifier'] : [])],
      optional: pkce === 'ignored' ? ['code_verifier'] : [],
    });
    if (issue !== undefined) return errorResponse(issue);
    const code = codes.get(sent.get('code') ?? '');
    codes.delete(sent.get('code') ?? '');
    const proven = pkce !== 'checked' || code?.challenge === challengeOf(sent.get('code_verifier') ?? '');
    return code && proven ? give(token.answer) : sampleResponse(token.refusal);
  }

  function exchangeRefreshToken(sent: Parameters): Response {
    if (!refresh) return errorResponse('this provider does not refresh tokens');
    const issue = findParameterError(sent, {
      exact: {
        grant_type: 'refresh_token',
        ...clientParameters(token.clientAuthentication),
        ...refresh.parameters,
      },
      required: ['refresh_token'],
      optional: Object.keys(token.parameters ?? {}),
    });
    if (issue !== undefined) return errorResponse(issue);
    const old = sent.get('refresh_token') ?? '';
    if (!refreshTokens.has(old)) return sampleResponse(refresh.refusal);
    if (includesToken(refresh.answer, 'refresh_token')) refreshTokens.delete(old);
    return give(refresh.answer);
  }

  async function revoke(c: SandboxContext): Promise<Response> {
    if (!revocation) return errorResponse('this provider does not revoke tokens', 404);
    const { clientAuthentication, format = 'form' } = revocation;
    const sent = await readBodyParameters(c);
    if (sent?.format !== format) return errorResponse(`the body is not ${format}`);
    const anyClient = clientAuthentication === 'none';
    const issue =
      findHeaderError(c.req.raw.headers, revocation.headers ?? {}) ??
      (anyClient ? undefined : clientMistake(c, clientAuthentication));
    if (issue !== undefined) return errorResponse(issue, 401);
    const expected: ExpectedParameters = {
      exact: anyClient ? {} : clientParameters(clientAuthentication),
      required: ['token'],
      optional: [...(format === 'form' ? ['token_type_hint'] : []), ...(anyClient ? [idName, 'client_secret'] : [])],
    };
    const wrong = findParameterError(sent.values, expected);
    if (wrong !== undefined) return errorResponse(wrong);
    const known = revocation.token === 'access_token' ? accessTokens : refreshTokens;
    if (!known.has(sent.values.get('token') ?? '')) return errorResponse(`this is no ${revocation.token}`);
    accessTokens.clear();
    refreshTokens.clear();
    return sampleResponse({ body: {} });
  }

  function give(response: SampleResponse): Response {
    const issued = { access_token: randomToken('access'), refresh_token: randomToken('refresh') };
    accessTokens.add(issued.access_token);
    if (includesToken(response, 'refresh_token')) refreshTokens.add(issued.refresh_token);
    return sampleResponse(response, issued);
  }

  function clientParameters(way: ClientAuthentication) {
    if (way === 'basic') return {};
    return { [idName]: client.id, ...(way === 'post' && { client_secret: client.secret }) };
  }

  /** Compares the header without decoding it, as many providers do. */
  function clientMistake(c: SandboxContext, way: ClientAuthentication): string | undefined {
    const sent = c.req.header('authorization');
    if (way !== 'basic') return sent === undefined ? undefined : 'the client must not be sent in a header';
    const right = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    return sent === right ? undefined : 'the header authorization does not name the client';
  }

  const post =
    (route: ProviderRoute): ProviderRoute =>
    (c, url) =>
      c.req.method === 'POST' ? route(c, url) : errorResponse('this has to be a POST', 405);

  return {
    routes: new Map<string, ProviderRoute>([
      [authorization.url, authorize],
      [token.url, post(exchange)],
      ...(refresh?.url === undefined ? [] : [[refresh.url, post(exchange)] as const]),
      ...(revocation ? [[revocation.url, post(revoke)] as const] : []),
    ]),

    findApiError(c, _url, { headers }) {
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
