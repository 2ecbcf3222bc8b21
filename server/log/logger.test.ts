import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLogger, redactLine } from './logger.ts';

const SECRET = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYw';

describe('a finished line', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['a token in an address', `GET /acme/hubspot/auth?tenant=${SECRET}&lang=de`],
    ['a token of another parameter', `GET /direct_link/embedded/connections/1?workato_dl_token=${SECRET}`],
    ['a JWS anywhere', `bad eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET} given`],
    ['a bearer', `authorization: Bearer ${SECRET}`],
    ['a password', `authorization: Basic ${SECRET}=`],
    ['a session', `found ecs_${SECRET}`],
    ['the secret of a tenant', `found ects_${SECRET}`],
    ['a capability in a path', `POST /v1/webhooks/ecw_${SECRET}`],
    ['a webhook secret', `whsec_${SECRET}`],
    ['a key in the address of a system', `https://api.example.com/me?api_key=${SECRET}`],
    ['a parameter after one that is no secret', `https://api.example.com/me?page=1;token=${SECRET}`],
    ['a parameter of an address within an address', `/acme?back=/other?token=${SECRET}&lang=de`],
    ['a parameter of a fragment', `https://api.example.com/me#access_token=${SECRET}`],
    ['the first parameter of a form', `access_token=${SECRET}&scope=a`],
    ['the only parameter of a form', `client_assertion=${SECRET}`],
    ['the first parameter of a form after a quote', `{"body":"refresh_token=${SECRET}&scope=a"}`],
    ['the first parameter of a form after an escaped quote', `{"msg":"sent \\"oauth_token=${SECRET}&scope=a\\""}`],
    ['the first parameter of a form in a sentence', `sent code_verifier=${SECRET}`],
    ['the code of a form that begins with it', `{"body":"code=${SECRET}&redirect_uri=https%3A%2F%2Fexample.com"}`],
    ['a token of OAuth 1.0a', `OAuth oauth_consumer_key="a", oauth_token="${SECRET}", oauth_nonce="b"`],
    ['the first parameter of a header', `{"header":"OAuth oauth_token=\\"${SECRET}\\",oauth_nonce=\\"b\\""}`],
    ['a signature of OAuth 1.0a', `{"header":"OAuth realm=\\"x\\",oauth_signature=\\"${SECRET}%3D\\""}`],
    ['a token of Zoho', `Zoho-oauthtoken 1000.${SECRET}.${SECRET}`],
    ['a token of a bot', `sent Bot MTk4.Cl2F.${SECRET}`],
    ['a key of a scheme of its own', `sent Example-API-Key pk_${SECRET}`],
    ['a token after the word', `Authorization: token ${SECRET}`],
    ['any header of this name', `{"a":{"b":{"c":{"Authorization":"Example ${SECRET}"}}}}`],
    ['a password with quotes', `{"a":{"password":"a\\"b\\\\${SECRET}"},"status":401}`],
    ['a password with quotes in text', `{"msg":${JSON.stringify(JSON.stringify({ password: `a"b\\${SECRET}"` }))}}`],
  ];
  for (const [title, line] of lines) {
    test(`loses ${title}`, () => {
      assert.ok(!redactLine(line).includes(SECRET));
      assert.match(redactLine(line), /\[redacted\]/);
    });
  }

  const secretNames =
    'token access_token accessToken refresh_token refreshToken id_token idToken oauth_token oauthToken ' +
    'oauth_token_secret oauthTokenSecret oauth_verifier oauthVerifier code_verifier codeVerifier client_secret ' +
    'clientSecret client_assertion clientAssertion api_key apiKey private_key clientPrivateKey secretAccessKey password';
  for (const name of secretNames.split(' ')) {
    test(`loses ${name} from JSON at any depth and from JSON in text, and nothing beside it`, () => {
      const json = (value: string) => JSON.stringify({ a: { b: { c: { [name]: value, status: 401 } } } });
      assert.equal(redactLine(json(SECRET)), json('[redacted]'));
      const inText = (value: string) => JSON.stringify({ msg: `answered ${json(value)}`, status: 401 });
      assert.equal(redactLine(inText(SECRET)), inText('[redacted]'));
    });
  }

  for (const line of [
    '{"requestId":"6f1a8f0e-0a3c-4f1e-9a5e-1f0c2d3e4f50","path":"/acme/hubspot/auth","status":401}',
    '{"err":{"type":"ProviderUnavailableError","code":"provider_unavailable","message":"status 403, invalid_token"}}',
    '{"err":{"code":"token_missing","fields":[{"path":"values.api_key","message":"is required"}]}}',
    '{"error":"invalid_client","token_type":"bearer","tokenUrl":"https://example.com/oauth/token","state":"ready"}',
    '{"connectionId":7,"connector":"hubspot","msg":"the tokens cannot be refreshed: the person has to sign in again"}',
    '{"msg":"disconnected without revoking tokens"}',
    '{"msg":"code=ECONNREFUSED, exit code=1, a token of 40 characters, a bot"}',
    '{"path":"/oauth/token","msg":"token /oauth/callback/example2/connections/1234567"}',
    '{"msg":"a token authorizationserverwithoutanynumber"}',
    '{"msg":"said token_endpoint=https://example.com/oauth/token"}',
    '{"address":"/acme?page=2&lang=de;a=b"}',
  ]) {
    test(`keeps ${line}`, () => {
      assert.equal(redactLine(line), line);
    });
  }
});

describe('a long line that anybody can cause', () => {
  const REPEATS = 100_000;
  // A pattern that is not linear would not come back from these within the time of a test run.
  const lines = [
    ...[
      ';token',
      '?token',
      '&key=',
      'ey-',
      'eyJ.',
      'ecs_',
      'ects_',
      'bearer ',
      'whsec_',
      'token',
      'a',
      '-',
      '"',
      '\\',
      ' ',
      '=',
    ],
    ...[
      '"token":"',
      '"token"',
      '"token" : ',
      '"token":"\\',
      '\\"token\\":\\"',
      '\\"token\\":\\"\\\\',
      '"token',
      'token"',
    ],
    ...[
      'token=',
      '"token=',
      ' token=',
      ',token=\\"',
      'token=\\',
      'oauth_token="',
      '"code=',
      '\\code=',
      "'code='",
      'code=a"',
    ],
    ...[
      'bot ',
      'bot a',
      'token  ',
      'a-token ',
      'a-',
      'a-b-c-',
      'zoho-oauthtoken a',
      'oauth A-',
      'bot aaaaaaaaaaaaaaaaaaaaaa',
    ],
    ...['?a=b', ';a=b;', '?tokena', '&statecode'],
  ];
  for (const piece of lines) {
    test(`comes back from "${piece}" over and over`, () => {
      assert.equal(typeof redactLine(piece.repeat(REPEATS)), 'string');
    });
  }

  // One beginning, and then what a pattern may read on through, to no end.
  for (const [start, piece] of [
    ['"', 'token'],
    ['"token"', ' '],
    ['"token":', ' '],
    ['"token":"', '\\"'],
    ['\\"token\\":\\"', '\\\\'],
    [' ', 'token'],
    [' token=', '\\'],
    ['"code=', 'code='],
    ['"code=', "'code="],
    ['?', 'token'],
    ['bot', ' '],
    ['bot ', 'a'],
    ['bot ', 'oauth '],
    ['', 'a-token'],
  ] as const) {
    test(`comes back from "${start}" and then "${piece}" over and over`, () => {
      assert.equal(typeof redactLine(start + piece.repeat(REPEATS)), 'string');
    });
  }
});

describe('fields that hold secrets', () => {
  // Values that no pattern over the line finds.
  const held = [{ pin: 'hunter2' }, 'hunter2', 4711];
  const fields = {
    'on top': { credentials: held },
    'one level down': { request: { values: held } },
    'two levels down': { request: { body: { password: held } } },
    'in a list': { requests: [{ bearer: held }] },
    'six levels down': { a: { b: { c: { d: { e: { credentials: held } } } } } },
    'in a list of lists': { requests: [[{ bearer: held }]] },
    'in another case': { Values: held, headers: { 'Set-Cookie': held } },
    'with the names of OAuth': { access_token: held, refresh_token: held },
    'of an error': { err: Object.assign(new Error('said'), { credentials: held }) },
    'of an object that an error has': { err: Object.assign(new Error('said'), { request: { cookie: held } }) },
    'of an error in an object': { request: { err: Object.assign(new Error('said'), { credentials: held }) } },
    'of the JSON form of an object': { request: { toJSON: () => ({ credentials: held }) } },
    'of an error under another name': { cause: Object.assign(new Error('said'), { secret: held }) },
  };
  for (const [title, object] of Object.entries(fields)) {
    test(`do not reach the line: ${title}`, () => {
      const lines: string[] = [];
      const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
      log.info(object, 'said');
      assert.equal(lines.length, 1);
      const [line = ''] = lines;
      assert.doesNotMatch(line, /hunter2|4711/);
      assert.match(line, /\[redacted\]/);
      assert.match(line, /"msg":"said"/);
    });
  }

  test('do not reach the line where an object is nested too deeply to look at', () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
    const list: unknown[] = [];
    list.push(list);
    log.info({ a: { b: { c: { d: { e: { f: { credentials: held } } } } } }, list, b: { c: { d: 'kept' } } });
    assert.doesNotMatch(lines.join(''), /hunter2|4711/);
    assert.match(lines.join(''), /"e":\{"f":"\[nested too deeply\]"\}.*"d":"kept"/);
  });

  test('are removed from the line only: the object keeps them', () => {
    const object = { request: { token: SECRET, path: '/' } };
    createLogger({ level: 'info', destination: { write: () => undefined } }).info(object);
    assert.deepEqual(object, { request: { token: SECRET, path: '/' } });
  });
});

test('fields that hold secrets do not reach the line, on top or one level down', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
  log.info({ token: SECRET, request: { authorization: SECRET, credentials: { api_key: SECRET } } }, 'said');
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]?.includes(SECRET));
  assert.match(lines[0] ?? '', /"said"/);
});

test('a thrown text stays one text, in which patterns find tokens', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
  log.error({ err: `found ecs_${SECRET}` }, 'unexpected');
  assert.match(lines.join(''), /"err":"found ecs_\[redacted\]"/);
});

test('tokens in what a log object holds do not reach the line, at any depth', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
  const answer = { access_token: SECRET, refresh_token: SECRET, oauth_token_secret: SECRET, code_verifier: SECRET };
  const body = JSON.stringify(answer);
  log.warn({ ...answer, err: Object.assign(new Error(body), { answer, cause: { request: { answer } } }) }, body);
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]?.includes(SECRET));
  assert.match(lines[0] ?? '', /access_token/);
});
