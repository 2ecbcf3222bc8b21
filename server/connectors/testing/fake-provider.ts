import { Hono } from 'hono';

import type { ProviderFacts, ApiRequest } from './provider-facts.ts';
import type { SandboxEnv } from '../../sandbox/sandbox-env.ts';
import { errorResponse, sampleResponse } from './provider-response.ts';
import { oauth1Provider } from './oauth1-provider.ts';
import { oauth2Provider } from './oauth2-provider.ts';
import { findHeaderError } from './expected-parameters.ts';
import type { RegisteredClient } from './provider-protocol.ts';

/**
 * Simulates one provider as its documentation describes it. Refuses every other request and says what is wrong with it.
 *
 * Serves an address of the provider below its host: `https://api.example.com/me` at `/api.example.com/me`.
 */
export function fakeProvider(facts: ProviderFacts, client: RegisteredClient) {
  const protocol = facts.protocol === 'oauth2' ? oauth2Provider(facts, client) : oauth1Provider(facts, client);
  const requests = [facts.me, ...(facts.discovery ? [facts.discovery] : [])];

  return new Hono<SandboxEnv>().all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const url = new URL(`https:/${pathname}${search}`);
    const route = protocol.routes.get(url.origin + url.pathname);
    if (route) return route(c, url);
    const request = requests.find((known) => known.url === url.href && (known.method ?? 'GET') === c.req.method);
    if (!request) return errorResponse(`there is no ${c.req.method} ${url.href}`, 404);
    const issue =
      protocol.findApiError(c, url, request) ?? findHeaderError(c.req.raw.headers, headersWithoutToken(request));
    return issue === undefined ? sampleResponse(request.answer) : errorResponse(issue, 401);
  });
}

/** Those without a token. */
function headersWithoutToken({ headers }: ApiRequest) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => !value.includes('{access_token}')));
}
