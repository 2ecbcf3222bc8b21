import { Hono } from 'hono';

import type { VendorFacts, VendorRequest } from './vendor-facts.ts';
import type { SandboxEnv } from '../../sandbox/sandbox-env.ts';
import { mistakeAnswer, vendorAnswer } from './vendor-answer.ts';
import { oauth1Vendor } from './vendor-oauth1.ts';
import { oauth2Vendor } from './vendor-oauth2.ts';
import { headerMistake } from './vendor-parameters.ts';
import type { VendorClient } from './vendor-protocol.ts';

/**
 * Plays one vendor by what its documentation says, and refuses whatever it does not say, with what was wrong in words.
 *
 * An address of the vendor is served below its host: `https://api.example.com/me` at `/api.example.com/me`.
 */
export function vendorApp(facts: VendorFacts, client: VendorClient) {
  const protocol = facts.protocol === 'oauth2' ? oauth2Vendor(facts, client) : oauth1Vendor(facts, client);
  const requests = [facts.me, ...(facts.discovery ? [facts.discovery] : [])];

  return new Hono<SandboxEnv>().all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const url = new URL(`https:/${pathname}${search}`);
    const route = protocol.routes.get(url.origin + url.pathname);
    if (route) return route(c, url);
    const request = requests.find((known) => known.url === url.href && (known.method ?? 'GET') === c.req.method);
    if (!request) return mistakeAnswer(`there is no ${c.req.method} ${url.href}`, 404);
    const mistake = protocol.apiMistake(c, url, request) ?? headerMistake(c.req.raw.headers, otherHeaders(request));
    return mistake === undefined ? vendorAnswer(request.answer) : mistakeAnswer(mistake, 401);
  });
}

/** Those without a token. */
function otherHeaders({ headers }: VendorRequest) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => !value.includes('{access_token}')));
}
