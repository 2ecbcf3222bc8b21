import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLogger } from './logger.ts';
import { redactLine } from './redact.ts';

const SECRET = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYw';

describe('a finished line', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['a token in an address', `GET /acme/hubspot/auth?tenant=${SECRET}&lang=de`],
    ['a token of another parameter', `GET /direct_link/embedded/connections/1?workato_dl_token=${SECRET}`],
    ['a JWS anywhere', `bad eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET} given`],
    ['a bearer', `authorization: Bearer ${SECRET}`],
    ['a password', `authorization: Basic ${SECRET}=`],
    ['a session', `found ecs_${SECRET}`],
    ['a capability in a path', `POST /v1/webhooks/ecw_${SECRET}`],
    ['a webhook secret', `whsec_${SECRET}`],
    ['a key in the address of a system', `https://api.example.com/me?api_key=${SECRET}`],
  ];
  for (const [title, line] of lines) {
    test(`loses ${title}`, () => {
      assert.ok(!redactLine(line).includes(SECRET));
      assert.match(redactLine(line), /\[redacted\]/);
    });
  }

  test('keeps what is no secret', () => {
    const line = '{"requestId":"6f1a8f0e-0a3c-4f1e-9a5e-1f0c2d3e4f50","path":"/acme/hubspot/auth","status":401}';
    assert.equal(redactLine(line), line);
  });
});

describe('a long line that anybody can cause', () => {
  const REPEATS = 100_000;
  // A pattern that is not linear would not come back from these within the time of a test run.
  const lines = [';token', '?token', '&key=', 'ey-', 'eyJ.', 'ecs_', 'bearer ', 'whsec_'];
  for (const piece of lines) {
    test(`comes back from "${piece}" over and over`, () => {
      assert.equal(typeof redactLine(piece.repeat(REPEATS)), 'string');
    });
  }
});

test('fields that hold secrets do not reach the line, on top or one level down', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } });
  log.info({ token: SECRET, request: { authorization: SECRET, credentials: { api_key: SECRET } } }, 'said');
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]?.includes(SECRET));
  assert.match(lines[0] ?? '', /"said"/);
});
