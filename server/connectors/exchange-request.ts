import type { AuthOf, OutboundRequest } from './auth-type.ts';
import { withHeader, withQuery } from './auth-type.ts';
import { withBasicAuth } from './auth-types/basic.ts';
import type { Values } from './template.ts';
import { expandHeader, expandText, expandUrl } from './template.ts';

/** The template of a request for a token in a definition. */
export type ExchangeTemplate = AuthOf<'refreshable_token'>['request'];

/**
 * Builds the request that exchanges entered credentials for a token.
 *
 * Does not send a header or parameter that is empty because an optional field was left blank.
 *
 * @throws {InvalidRequestError} A value cannot be sent where the definition puts it.
 */
export function buildExchangeRequest(template: ExchangeTemplate, values: Values) {
  const { method } = template;
  const base = { url: expandUrl(template.url, values), headers: { accept: 'application/json' }, method };
  let request: OutboundRequest & { readonly method: 'GET' | 'POST' } = withBody(base, template, values);
  if (template.basic !== undefined) request = withBasicAuth(request, template.basic, values);
  for (const [name, text] of Object.entries(template.headers)) {
    request = withHeader(request, name, expandHeader(text, values));
  }
  for (const [name, text] of Object.entries(template.query))
    request = withQuery(request, name, expandText(text, values));
  return request;
}

function withBody<R extends OutboundRequest>(request: R, { body, params }: ExchangeTemplate, values: Values): R {
  const filled = Object.entries(params)
    .map(([name, text]) => [name, expandText(text, values)] satisfies [string, string])
    .filter(([, value]) => value !== '');
  if (request.method === 'GET' || filled.length === 0) return request;
  if (body === 'json') {
    return {
      ...withHeader(request, 'content-type', 'application/json'),
      body: JSON.stringify(Object.fromEntries(filled)),
    };
  }
  const form = new URLSearchParams(filled);
  return { ...withHeader(request, 'content-type', 'application/x-www-form-urlencoded'), body: form.toString() };
}
