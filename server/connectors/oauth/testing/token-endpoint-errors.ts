import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** The expected result of an error. `retry` says whether a retry may work, and who has to act first. */
export interface ExpectedError {
  readonly code: 'provider_unavailable' | 'invalid_credentials' | 'provider_denied';
  readonly retry: 'later' | 'operator' | 'final';
  readonly retryAfterSeconds?: number;
}

/** A request that the token endpoint received. */
export interface ReceivedTokenRequest {
  /** The body, followed by the value of `Authorization`. */
  readonly sent: string;
  readonly response: ServerResponse;
}

/** The faulty behaviour of a provider in a sign-in. */
export type FailureBehavior =
  /** The response of the token endpoint. */
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** The action of the token endpoint. */
  | { readonly misbehave: (request: ReceivedTokenRequest) => void }
  /** No server listens at the address of the token endpoint. */
  | { readonly listens: false }
  /** The address of the token endpoint is https, but the server does not support TLS. */
  | { readonly scheme: 'https' }
  /** The provider redirects the browser back with this query after `state`. */
  | { readonly callback: string };

/** One way in which a provider fails a sign-in, and the expected result. */
export interface TokenEndpointError {
  readonly name: string;
  readonly answer: FailureBehavior;
  readonly expected: ExpectedError;
  /** Whether the call ends only by a timeout of the egress. */
  readonly endsByTimeout?: true;
}

const RETRY_LATER: ExpectedError = { code: 'provider_unavailable', retry: 'later' };
const NEEDS_OPERATOR: ExpectedError = { code: 'provider_unavailable', retry: 'operator' };
const INVALID_CREDENTIALS: ExpectedError = { code: 'invalid_credentials', retry: 'final' };
const DENIED: ExpectedError = { code: 'provider_denied', retry: 'final' };
const retryAfter = (retryAfterSeconds: number): ExpectedError => ({ ...RETRY_LATER, retryAfterSeconds });

const TOKEN = '{"access_token":"at-of-a-fault","token_type":"Bearer","expires_in":3600}';
const PAGE = '<!doctype html><title>Maintenance</title><h1>We will be back soon.</h1>';

const raw = (bytes: string) => ({
  misbehave: ({ response }: ReceivedTokenRequest) => void response.socket?.end(bytes),
});

/** Errors of the connection and of HTTP. */
const TRANSPORT: readonly TokenEndpointError[] = [
  { name: 'no server listens', answer: { listens: false }, expected: RETRY_LATER },
  { name: 'there is no TLS', answer: { scheme: 'https' }, expected: RETRY_LATER },
  { name: 'it never answers', answer: { misbehave: () => undefined }, expected: RETRY_LATER, endsByTimeout: true },
  {
    name: 'it closes the connection',
    answer: { misbehave: ({ response }) => void response.socket?.destroy() },
    expected: RETRY_LATER,
  },
  {
    name: 'it resets the connection',
    answer: { misbehave: ({ response }) => void response.socket?.resetAndDestroy() },
    expected: RETRY_LATER,
  },
  {
    name: 'it resets the connection within the body',
    answer: {
      misbehave: ({ response }) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('{"access_token":', () => void response.socket?.resetAndDestroy());
      },
    },
    expected: RETRY_LATER,
  },
  {
    name: 'it falls silent after the headers',
    answer: { misbehave: ({ response }) => response.writeHead(200).flushHeaders() },
    expected: RETRY_LATER,
    endsByTimeout: true,
  },
  {
    name: 'it drips the body',
    answer: { misbehave: ({ response }) => sendSlowly(response) },
    expected: RETRY_LATER,
    endsByTimeout: true,
  },
  {
    name: 'it ends before its Content-Length',
    answer: raw(`HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n${TOKEN}`),
    expected: RETRY_LATER,
  },
  {
    name: 'it sends more than its Content-Length',
    answer: raw(`HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n${TOKEN}`),
    expected: RETRY_LATER,
  },
  {
    name: 'it ends without the last chunk',
    answer: raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"access_token":\r\n`),
    expected: RETRY_LATER,
  },
  {
    name: 'a chunk has no size',
    answer: raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'),
    expected: RETRY_LATER,
  },
  { name: 'it uses another protocol', answer: raw('SSH-2.0-OpenSSH_9.6\r\n'), expected: RETRY_LATER },
  { name: 'it sends bytes that are no protocol', answer: raw('\0\u0001\u0002\u0003\r\n\r\n'), expected: RETRY_LATER },
  { name: 'its answer has no headers', answer: raw(TOKEN), expected: RETRY_LATER },
  {
    name: 'its headers are huge',
    answer: raw(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(100_000)}\r\nContent-Length: 0\r\n\r\n`),
    expected: RETRY_LATER,
  },
  {
    name: 'its body is too large',
    answer: { body: JSON.stringify({ access_token: 'a', padding: 'x'.repeat(400_000) }) },
    expected: RETRY_LATER,
  },
  {
    name: 'its body is a gzip bomb',
    answer: { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(Buffer.alloc(20_000_000)) },
    expected: RETRY_LATER,
  },
  {
    name: 'its body is a Brotli bomb',
    answer: { headers: { 'Content-Encoding': 'br' }, body: brotliCompressSync(Buffer.alloc(20_000_000)) },
    expected: RETRY_LATER,
  },
  {
    name: 'its compression is broken',
    answer: { headers: { 'Content-Encoding': 'gzip' }, body: TOKEN },
    expected: RETRY_LATER,
  },
  {
    name: 'its compression is unknown',
    answer: { headers: { 'Content-Encoding': 'rot13' }, body: TOKEN },
    expected: RETRY_LATER,
  },
  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `it redirects with ${status}`,
    answer: { status, headers: { Location: '/elsewhere' } },
    expected: RETRY_LATER,
  })),
  { name: 'it says 304', answer: { status: 304 }, expected: RETRY_LATER },
];

/** Successful statuses without a token. */
const BODIES: readonly TokenEndpointError[] = [
  { name: 'the body is empty', answer: {}, expected: RETRY_LATER },
  { name: 'there is no content', answer: { status: 204 }, expected: RETRY_LATER },
  ...[
    ['blank', ' \r\n '],
    ['a page', PAGE],
    ['XML', '<?xml version="1.0"?><access_token>at</access_token>'],
    ['a form where JSON is expected', 'access_token=at&token_type=bearer'],
    ['JSON that breaks off', TOKEN.slice(0, 30)],
    ['JSON with something behind it', `${TOKEN}${TOKEN}`],
    ['JSON with a comma too many', '{"access_token":"at",}'],
    ['JSON with a prefix', `)]}',\n${TOKEN}`],
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"access_token"'],
    ['a list', `[${TOKEN}]`],
    ['an empty object', '{}'],
    ['a token of another name', '{"token":"at"}'],
    ['an empty token', '{"access_token":""}'],
    ['a token that is null', '{"access_token":null}'],
    ['a token that is a number', '{"access_token":1234567890}'],
    ['a token that is an object', '{"access_token":{"value":"at"}}'],
    ['a token with a line break', '{"access_token":"at\\r\\nX-Injected: 1"}'],
    ['a token that no header can carry', '{"access_token":"at-\\u2603"}'],
  ].map(([name, body = '']) => ({ name: `the body is ${name}`, answer: { body }, expected: RETRY_LATER })),
  ...['DPoP', 'mac'].map((type) => ({
    name: `the token is of the type ${type}`,
    answer: { body: `{"access_token":"at","token_type":"${type}"}` },
    expected: NEEDS_OPERATOR,
  })),
];

/** Error statuses. */
const STATUSES: readonly TokenEndpointError[] = [
  ...[500, 501, 502, 503, 504, 520, 599, 408, 425, 429].map((status) => ({
    name: `it says ${status} with a page`,
    answer: { status, body: PAGE },
    expected: RETRY_LATER,
  })),
  ...[500, 503, 429].map((status) => ({
    name: `it says ${status} with invalid_grant`,
    answer: { status, body: '{"error":"invalid_grant"}' },
    expected: RETRY_LATER,
  })),
  ...(
    [
      ['in seconds', '30', retryAfter(30)],
      ['too far away', '86400', retryAfter(3600)],
      ['absurdly far away', '9'.repeat(40), retryAfter(3600)],
      ['as a date too far away', 'Thu, 31 Dec 2099 23:59:59 GMT', retryAfter(3600)],
      ['as a date of the past', 'Wed, 21 Oct 2015 07:28:00 GMT', RETRY_LATER],
      ['as no date', 'Thursday, maybe', RETRY_LATER],
      ['negative', '-5', RETRY_LATER],
      ['as a fraction', '1.5', RETRY_LATER],
      ['at once', '0', RETRY_LATER],
    ] as const
  ).flatMap(([name, value, expected]) =>
    [429, 503].map((status) => ({
      name: `it says ${status} with Retry-After ${name}`,
      answer: { status, headers: { 'Retry-After': value } },
      expected,
    })),
  ),
  { name: 'it says 400 with a page', answer: { status: 400, body: PAGE }, expected: RETRY_LATER },
  { name: 'it says 400 with nothing', answer: { status: 400 }, expected: RETRY_LATER },
  { name: 'it says 400 without a code', answer: { status: 400, body: '{"message":"No."}' }, expected: RETRY_LATER },
  {
    name: 'it says 400 with an error that is an object',
    answer: { status: 400, body: '{"error":{"code":7,"message":"No."}}' },
    expected: RETRY_LATER,
  },
  ...[401, 403, 404, 405, 406, 410, 411, 415].flatMap((status) => [
    { name: `it says ${status} with a page`, answer: { status, body: PAGE }, expected: NEEDS_OPERATOR },
    { name: `it says ${status} without a code`, answer: { status, body: '{}' }, expected: NEEDS_OPERATOR },
  ]),
];

const error = (code: string, status = 400): FailureBehavior => ({
  status,
  body: JSON.stringify({ error: code, error_description: 'It says why.' }),
});

/** Error codes: RFC 6749 section 5.2 and variants of providers. */
const CODES: readonly TokenEndpointError[] = [
  ...(
    [
      ['invalid_grant', INVALID_CREDENTIALS],
      ['invalid_token', INVALID_CREDENTIALS],
      ['interaction_required', INVALID_CREDENTIALS],
      ['INVALID_GRANT', INVALID_CREDENTIALS],
      ['Invalid Grant', INVALID_CREDENTIALS],
      ['BAD_AUTH_CODE', INVALID_CREDENTIALS],
      ['access_denied', DENIED],
      ['invalid_client', NEEDS_OPERATOR],
      ['unauthorized_client', NEEDS_OPERATOR],
      ['invalid_scope', NEEDS_OPERATOR],
      ['invalid_request', NEEDS_OPERATOR],
      ['unsupported_grant_type', NEEDS_OPERATOR],
      ['redirect_uri_mismatch', NEEDS_OPERATOR],
      ['use_dpop_nonce', NEEDS_OPERATOR],
      ['a_word_of_its_own', NEEDS_OPERATOR],
      ['temporarily_unavailable', RETRY_LATER],
      ['server_error', RETRY_LATER],
      ['slow_down', RETRY_LATER],
    ] as const
  ).map(([code, expected]) => ({ name: `it says 400 with ${code}`, answer: error(code), expected })),
  { name: 'it says 401 with invalid_grant', answer: error('invalid_grant', 401), expected: INVALID_CREDENTIALS },
  { name: 'it says 403 with access_denied', answer: error('access_denied', 403), expected: DENIED },
  {
    name: 'it says 401 with invalid_client and a challenge',
    answer: { ...error('invalid_client', 401), headers: { 'WWW-Authenticate': 'Basic realm="x"' } },
    expected: NEEDS_OPERATOR,
  },
  ...(
    [
      ['bad_verification_code', INVALID_CREDENTIALS],
      ['incorrect_client_credentials', NEEDS_OPERATOR],
      ['redirect_uri_mismatch', NEEDS_OPERATOR],
      ['invalid_code', INVALID_CREDENTIALS],
      ['code_already_used', INVALID_CREDENTIALS],
      ['bad_client_secret', NEEDS_OPERATOR],
      ['invalid_client_id', NEEDS_OPERATOR],
      ['ratelimited', RETRY_LATER],
      ['fatal_error', RETRY_LATER],
    ] as const
  ).map(([code, expected]) => ({ name: `it says 200 with ${code}`, answer: error(code, 200), expected })),
  {
    name: 'it says 200 with a token and an error',
    answer: { body: '{"access_token":"at","error":"invalid_grant"}' },
    expected: INVALID_CREDENTIALS,
  },
  {
    name: 'it repeats what it was sent',
    answer: {
      misbehave: ({ sent, response }) =>
        void response
          .writeHead(400, { 'Content-Type': 'application/json', 'X-Sent': encodeURIComponent(sent) })
          .end(JSON.stringify({ error: 'invalid_grant', error_description: `Not good: ${sent}`, sent })),
    },
    expected: INVALID_CREDENTIALS,
  },
  {
    name: 'it repeats what it was sent as the code of an error',
    answer: {
      misbehave: ({ sent, response }) =>
        void response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: sent })),
    },
    expected: NEEDS_OPERATOR,
  },
  {
    name: 'it repeats what it was sent in an address',
    answer: {
      misbehave: ({ sent, response }) =>
        void response.writeHead(302, { Location: `/?${encodeURIComponent(sent)}` }).end(),
    },
    expected: RETRY_LATER,
  },
  {
    name: 'it repeats what it was sent as no HTTP',
    answer: { misbehave: ({ sent, response }) => void response.socket?.end(`HTTP/9 ${sent}\r\n\r\n`) },
    expected: RETRY_LATER,
  },
];

/** Errors in the callback: RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6. */
const CALLBACKS: readonly TokenEndpointError[] = (
  [
    ['access_denied', 'error=access_denied', DENIED],
    ['a refusal full of markup', `error=access_denied&error_description=${encodeURIComponent(PAGE)}`, DENIED],
    ['a refusal full of controls', 'error=access_denied&error_description=%00%1b[31m%E2%80%AEno', DENIED],
    ['user_cancelled_login', 'error=user_cancelled_login', DENIED],
    ['consent_required', 'error=consent_required', DENIED],
    ['a refusal beside a code', 'error=access_denied&code=abc', DENIED],
    ['login_required', 'error=login_required', INVALID_CREDENTIALS],
    ['interaction_required', 'error=interaction_required', INVALID_CREDENTIALS],
    ['account_selection_required', 'error=account_selection_required', INVALID_CREDENTIALS],
    ['server_error', 'error=server_error', RETRY_LATER],
    ['temporarily_unavailable', 'error=temporarily_unavailable', RETRY_LATER],
    ['a word of its own', 'error=something_else', RETRY_LATER],
    ['invalid_request', 'error=invalid_request', NEEDS_OPERATOR],
    ['invalid_scope', 'error=invalid_scope', NEEDS_OPERATOR],
    ['unauthorized_client', 'error=unauthorized_client', NEEDS_OPERATOR],
    ['unsupported_response_type', 'error=unsupported_response_type', NEEDS_OPERATOR],
    ['redirect_uri_mismatch', 'error=redirect_uri_mismatch', NEEDS_OPERATOR],
    ['nothing', '', RETRY_LATER],
    ['an empty code', 'code=', RETRY_LATER],
    ['two codes', 'code=abc&code=def', RETRY_LATER],
    ['two errors', 'error=access_denied&error=server_error', RETRY_LATER],
    ['a token instead of a code', 'access_token=abc&token_type=bearer', RETRY_LATER],
  ] as const
).map(([name, callback, expected]) => ({
  name: `the sign-in comes back with ${name}`,
  answer: { callback },
  expected,
}));

/**
 * All known errors of token endpoints and of callbacks. `startFailingTokenServer` simulates one of them.
 */
export const TOKEN_ENDPOINT_ERRORS: readonly TokenEndpointError[] = [
  ...TRANSPORT,
  ...BODIES,
  ...STATUSES,
  ...CODES,
  ...CALLBACKS,
];

/** Sends a letter at short intervals, so that the response never ends and no single pause is long. */
function sendSlowly(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
}
