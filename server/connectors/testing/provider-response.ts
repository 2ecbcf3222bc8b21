import type { Json, SampleResponse } from './provider-facts.ts';
import { isJsonObject } from '../../json-object.ts';

/** Tokens that replace `{access_token}` and the like in a sample response. */
export type IssuedTokens = Readonly<Partial<Record<'access_token' | 'refresh_token' | 'token_secret', string>>>;

const PLACEHOLDER = /\{(access_token|refresh_token|token_secret)\}/g;

/** Builds the sample response of the documentation with the given tokens. */
export function sampleResponse(
  { status = 200, format = 'json', body }: SampleResponse,
  issued: IssuedTokens = {},
): Response {
  const filled = JSON.stringify(body).replace(PLACEHOLDER, (name: string) => issued[placeholderKey(name)] ?? name);
  if (format === 'json') return new Response(filled, { status, headers: { 'content-type': 'application/json' } });
  const members: unknown = JSON.parse(filled);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(isJsonObject(members) ? members : {})) form.set(name, String(value));
  return new Response(form.toString(), { status, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
}

/** Tells whether a sample response contains a token of this kind. */
export function includesToken({ body }: SampleResponse, token: keyof IssuedTokens): boolean {
  return JSON.stringify(body).includes(`{${token}}`);
}

/** Builds an error response that says what is wrong with the request. It does not come from any documentation. */
export function errorResponse(issue: string, status = 400): Response {
  const body: Json = { error: status === 401 ? 'invalid_client' : 'invalid_request', error_description: issue };
  return sampleResponse({ status, body });
}

function placeholderKey(placeholder: string): keyof IssuedTokens {
  if (placeholder === '{access_token}') return 'access_token';
  return placeholder === '{refresh_token}' ? 'refresh_token' : 'token_secret';
}
