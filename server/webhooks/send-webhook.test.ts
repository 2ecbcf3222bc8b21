import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createEgress } from '../egress.ts';
import { sendWebhook } from './send-webhook.ts';
import { type Answer, startReceiver } from './testing/receiver.ts';

const NOW = Date.parse('2027-01-15T08:00:00Z');

async function send(t: TestContext, answer: Answer, timeoutMs = 5000) {
  const receiver = await startReceiver(t, () => answer);
  const egress = createEgress({ allow: [], allowLoopbackHttp: true, limits: { totalTimeoutMs: timeoutMs } });
  t.after(() => egress.close());
  const { durationMs, ...attempt } = await sendWebhook(
    { egress, now: () => NOW },
    { url: receiver.url, secrets: ['a secret of 24 characters'] },
    { id: 'evt_1', body: '{}' },
    new AbortController().signal,
  );
  assert.ok(durationMs >= 0);
  return { attempt, receiver };
}

test('a message is a POST of JSON with its id, the time of the attempt and its signature', async (t) => {
  const { attempt, receiver } = await send(t, 202);
  assert.deepEqual(attempt, { statusCode: 202, error: null });
  const [request] = receiver.requests;
  assert.equal(request?.body, '{}');
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers['webhook-id'], 'evt_1');
  assert.equal(request.headers['webhook-timestamp'], String(NOW / 1000));
  assert.match(request.headers['webhook-signature'] ?? '', /^v1,[\w+/]{43}=$/);
});

const failures: readonly (readonly [string, Answer, object])[] = [
  ['a status of an error', 500, { statusCode: 500, error: 'The receiver answered 500.' }],
  [
    'a redirect, which is not followed',
    { status: 302, headers: { location: '/elsewhere' } },
    { statusCode: null, error: 'The receiver answered with a redirect, which is not followed.' },
  ],
  [
    'a request to wait some seconds',
    { status: 429, headers: { 'retry-after': '7' } },
    { statusCode: 429, error: 'The receiver answered 429.', retryAfterMs: 7000 },
  ],
  [
    'a request to wait until a time',
    { status: 503, headers: { 'retry-after': 'Fri, 15 Jan 2027 08:01:00 GMT' } },
    { statusCode: 503, error: 'The receiver answered 503.', retryAfterMs: 60_000 },
  ],
  [
    'a request to wait that makes no sense',
    { status: 503, headers: { 'retry-after': 'soon' } },
    { statusCode: 503, error: 'The receiver answered 503.' },
  ],
];
for (const [title, answer, expected] of failures) {
  test(`${title} is a failed attempt`, async (t) => {
    assert.deepEqual((await send(t, answer)).attempt, expected);
  });
}

test('an attempt without an answer in time fails', async (t) => {
  const { attempt } = await send(t, undefined, 50);
  assert.deepEqual(attempt, { statusCode: null, error: 'The receiver did not answer in time.' });
});

test('a name of an internal address and a name that does not exist have the same result', async (t) => {
  const resolve = (name: string) =>
    name === 'internal.example' ? Promise.resolve(['10.0.0.1']) : Promise.reject(new Error('ENOTFOUND'));
  const egress = createEgress({ allow: [], allowLoopbackHttp: false, resolve });
  t.after(() => egress.close());
  const errors = await Promise.all(
    ['internal.example', 'absent.example'].map(async (name) => {
      const receiver = { url: new URL(`https://${name}/hook`), secrets: ['a secret of 24 characters'] };
      const message = { id: 'evt_1', body: '{}' };
      return (await sendWebhook({ egress, now: () => NOW }, receiver, message, new AbortController().signal)).error;
    }),
  );
  assert.deepEqual(new Set(errors), new Set(['The address is not allowed, or its name does not exist.']));
});
