import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import type { Egress, EgressRequest, EgressResponse } from '../egress.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import { InvalidCredentialsError, InvalidRequestError, ProviderUnavailableError } from '../errors.ts';
import { readCredentials } from './credentials.ts';
import type { ConnectorDefinitionInput } from './definition.ts';
import { connectorDefinitionSchema } from './definition.ts';
import { loopbackAccess, startLoopbackProvider } from './testing/loopback-provider.ts';
import { verifyCredentials, verifyStoredCredentials } from './verify.ts';

type Verify = NonNullable<ConnectorDefinitionInput['verify']>;

const signal = new AbortController().signal;

/** A network that returns one response and records its requests. */
function fakeEgress(response: Partial<EgressResponse> | Error) {
  const requests: EgressRequest[] = [];
  const egress: Egress = {
    request(request) {
      requests.push(request);
      if (response instanceof Error) return Promise.reject(response);
      return Promise.resolve({ status: 200, headers: new Map(), body: '', url: request.url, ...response });
    },
    checkUrl: () => assert.fail('a check is a request'),
    close: () => undefined,
  };
  return { egress, requests };
}

function verifyKey(
  response: Partial<EgressResponse> | Error,
  verify: Partial<Verify> = {},
  {
    key = 'the-secret-key',
    verifyWith = verifyCredentials,
  }: { key?: string; verifyWith?: typeof verifyStoredCredentials } = {},
) {
  const definition = connectorDefinitionSchema.parse({
    name: 'Example',
    auth: { type: 'api_key', in: 'bearer' },
    verify: { url: 'https://example.com/me', account: 'user.email', error: 'error', ...verify },
  });
  const { egress, requests } = fakeEgress(response);
  const verified = readCredentials(definition, { api_key: key }).then((credentials) =>
    verifyWith(definition, credentials, { egress, now: Date.now, signal }),
  );
  return { requests, verified };
}

describe('a response', () => {
  for (const [status, body, account] of [
    [200, '{"user":{"email":"a@b.c"}}', 'a@b.c'],
    [201, '{"user":{"email":7}}', '7'],
    [204, '', undefined],
    [200, '<html>', undefined],
    [200, '{"user":{"email":{"x":1}}}', undefined],
    [200, '{"user":{"email":"the-secret-key"}}', undefined],
  ] as const) {
    test(`${status} ${body} is an acceptance with ${account === undefined ? 'no account' : `the account ${account}`}`, async () => {
      const expected = { verified: true, ...(account !== undefined && { account }) };
      assert.deepEqual(await verifyKey({ status, body }).verified, expected);
    });
  }

  for (const [status, body, providerMessage] of [
    [401, '{"error":"Wrong\\nkey"}', 'Wrong key'],
    [403, '{"error":{"message":"x"}}', undefined],
    [400, 'not JSON', undefined],
    [404, '{}', undefined],
    [422, '{"error":"the-secret-key is wrong"}', undefined],
    [418, '{"error":"Bearer the-secret-key"}', undefined],
  ] as const) {
    test(`${status} ${body} is a refusal`, async () => {
      await assert.rejects(verifyKey({ status, body }).verified, (error: unknown) => {
        assert.ok(error instanceof InvalidCredentialsError);
        assert.deepEqual(error.problem, {
          code: 'invalid_credentials',
          ...(providerMessage !== undefined && { providerMessage }),
        });
        return true;
      });
    });
  }

  for (const status of [100, 304, 408, 429, 500, 502, 503, 599]) {
    test(`${status} is inconclusive`, async () => {
      await assert.rejects(verifyKey({ status, body: '{"error":"x"}' }).verified, (error: unknown) => {
        assert.ok(error instanceof ProviderUnavailableError);
        assert.deepEqual(error.problem, { code: 'provider_unavailable' });
        assert.match(error.message, new RegExp(String(status)));
        return true;
      });
    });
  }

  for (const [body, equals, accepted] of [
    ['{"ok":true}', true, true],
    ['{"ok":"true"}', true, false],
    ['{"ok":1}', 1, true],
    ['{"ok":"yes"}', 'yes', true],
    ['{"ok":false}', true, false],
    ['{}', true, false],
    ['<html>', true, false],
  ] as const) {
    test(`200 ${body} is ${accepted ? 'an acceptance' : 'a refusal'} if ok must be ${JSON.stringify(equals)}`, async () => {
      const { verified } = verifyKey({ body }, { expect: { path: 'ok', equals } });
      if (accepted) assert.deepEqual(await verified, { verified: true });
      else await assert.rejects(verified, InvalidCredentialsError);
    });
  }

  test('that repeats a password of HTTP Basic is not shown', async () => {
    const definition = connectorDefinitionSchema.parse({
      name: 'Example',
      auth: { type: 'basic' },
      verify: { url: 'https://example.com/me', error: 'error' },
    });
    const token = Buffer.from('ada:pass word').toString('base64');
    for (const echo of ['pass word', 'pass%20word', token]) {
      const { egress } = fakeEgress({ status: 401, body: JSON.stringify({ error: `You sent ${echo}.` }) });
      const credentials = await readCredentials(definition, { username: 'ada', password: 'pass word' });
      await assert.rejects(verifyCredentials(definition, credentials, { egress, now: Date.now, signal }), {
        problem: { code: 'invalid_credentials' },
      });
    }
  });
});

describe('a response about stored credentials', () => {
  const page = '<!DOCTYPE html><title>Maintenance</title>';
  const html = new Map([['content-type', 'text/html; charset=utf-8']]);
  const expect = { path: 'data.ok', equals: true };
  const cases: readonly (readonly [what: string, answer: Partial<EgressResponse>, refuses: boolean])[] = [
    ['200 with another value where `expect` says', { body: '{"data":{"ok":false}}' }, true],
    ['200 with a web page instead of what `expect` says', { body: page }, false],
    ['200 with no body instead of what `expect` says', { body: '' }, false],
    ['200 with JSON that has nothing where `expect` says', { body: '{"status":"maintenance"}' }, false],
    ['200 with JSON that has null where `expect` says', { body: '{"data":{"ok":null}}' }, false],
    ['401 with a web page', { status: 401, body: page, headers: html }, true],
    ['401 with no body', { status: 401 }, true],
    ['403 with JSON', { status: 403, body: '{"error":"forbidden"}' }, true],
    ['403 with JSON that is called HTML', { status: 403, body: '{"error":"forbidden"}', headers: html }, true],
    ['403 with text', { status: 403, body: 'Forbidden', headers: html }, true],
    ['403 with XML', { status: 403, body: '<?xml version="1.0"?><Error>AccessDenied</Error>' }, true],
    ['403 with no body', { status: 403, headers: html }, true],
    ['403 with the page of a firewall', { status: 403, body: `\n${page}` }, false],
    ['403 with a page in capitals', { status: 403, body: '<HTML><HEAD><TITLE>Access Denied</TITLE>' }, false],
    ['403 with a page that begins with a comment', { status: 403, body: '<!-- 1 --><html>', headers: html }, false],
    ['400 with a web page', { status: 400, body: page }, false],
    ['422 with a web page', { status: 422, body: page }, false],
  ];
  for (const [what, response, refuses] of cases) {
    test(`${what} is ${refuses ? 'a refusal' : 'inconclusive'}`, async () => {
      const { verified } = verifyKey(response, { expect }, { verifyWith: verifyStoredCredentials });
      if (refuses) await assert.rejects(verified, InvalidCredentialsError);
      else await assert.rejects(verified, { name: 'ProviderUnavailableError', retry: 'operator' });
    });

    test(`${what} is a refusal if a person is present`, async () => {
      await assert.rejects(verifyKey(response, { expect }).verified, InvalidCredentialsError);
    });
  }

  test('without a value at the path of `expect` tells the operator the path', async () => {
    const { verified } = verifyKey({ body: '{"ok":true}' }, { expect }, { verifyWith: verifyStoredCredentials });
    await assert.rejects(verified, { message: /data\.ok/ });
  });
});

describe('the request', () => {
  test('follows the definition', async () => {
    const { requests, verified } = verifyKey(
      { body: '{}' },
      { method: 'POST', url: 'https://example.com/graphql', headers: { 'X-Version': '2' }, body: '{"query":"{me}"}' },
    );
    await verified;
    assert.deepEqual(requests, [
      {
        method: 'POST',
        url: new URL('https://example.com/graphql'),
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-version': '2',
          authorization: 'Bearer the-secret-key',
        },
        body: '{"query":"{me}"}',
        redirects: 'same-origin',
      },
    ]);
  });

  test('is not sent if the definition has no `verify`', async () => {
    const definition = connectorDefinitionSchema.parse({ name: 'Example', auth: { type: 'api_key', in: 'bearer' } });
    const { egress, requests } = fakeEgress({});
    const credentials = await readCredentials(definition, { api_key: 'k' });
    assert.deepEqual(await verifyCredentials(definition, credentials, { egress, now: Date.now, signal }), {
      verified: false,
    });
    assert.deepEqual(requests, []);
  });
});

describe('a redirect', () => {
  async function verifyAt(t: TestContext, url: string) {
    const definition = connectorDefinitionSchema.parse({
      name: 'Example',
      auth: { type: 'api_key', in: 'bearer' },
      verify: { url, account: 'email' },
    });
    const credentials = await readCredentials(definition, { api_key: 'wrong-key' });
    return verifyCredentials(definition, credentials, loopbackAccess(t));
  }

  test('to another origin is inconclusive, and no request is sent there', async (t) => {
    const login = await startLoopbackProvider(t, () => ({ body: '{"email":"login@example.com"}' }));
    const api = await startLoopbackProvider(t, () => ({ status: 302, headers: { location: `${login.origin}/login` } }));
    await assert.rejects(verifyAt(t, `${api.origin}/me`), ProviderUnavailableError);
    assert.equal(login.requests.length, 0);
  });

  test('to another origin and back is inconclusive', async (t) => {
    const api = await startLoopbackProvider(t, ({ url }) =>
      url.pathname === '/home'
        ? { body: '{"email":"anybody@example.com"}' }
        : { status: 302, headers: { location: `${other.origin}/` } },
    );
    const other = await startLoopbackProvider(t, () => ({ status: 302, headers: { location: `${api.origin}/home` } }));
    await assert.rejects(verifyAt(t, `${api.origin}/me`), ProviderUnavailableError);
  });

  test('to https on the same host counts as another origin', async (t) => {
    const api = await startLoopbackProvider(t, ({ headers }) => ({
      status: 308,
      headers: { location: `https://${headers.host}/me` },
    }));
    await assert.rejects(verifyAt(t, `${api.origin}/me`), (error: unknown) => {
      assert.ok(error instanceof ProviderUnavailableError && error.cause instanceof EgressFailedError);
      assert.match(error.cause.message, /another origin, https:/);
      return true;
    });
  });

  test('within the origin is followed with the credentials', async (t) => {
    const api = await startLoopbackProvider(t, ({ url, headers }) =>
      url.pathname === '/me'
        ? { status: 301, headers: { location: '/v2/me' } }
        : { status: headers.authorization === 'Bearer wrong-key' ? 200 : 401, body: '{"email":"ann@example.com"}' },
    );
    assert.deepEqual(await verifyAt(t, `${api.origin}/me`), { verified: true, account: 'ann@example.com' });
  });
});

describe('without a response', () => {
  test('the provider counts as unavailable', async () => {
    const failure = new EgressFailedError('timeout', 'example.com', '20000 ms are over');
    await assert.rejects(verifyKey(failure).verified, (error: unknown) => {
      assert.ok(error instanceof ProviderUnavailableError);
      assert.equal(error.cause, failure);
      return true;
    });
  });

  test('because the address is not allowed, the error names the inputs that chose it, or the operator', async () => {
    const definition = connectorDefinitionSchema.parse({
      name: 'Example',
      inputs: { subdomain: { label: 'Address' } },
      auth: { type: 'api_key', in: 'bearer' },
      verify: { url: 'https://{subdomain}.example.com/me' },
    });
    const { egress } = fakeEgress(new EgressRefusedError('intern.example.com', 'the address is private'));
    const credentials = await readCredentials(definition, { subdomain: 'intern', api_key: 'k' });
    const paths = async (attempt: Promise<unknown>) => {
      const error: unknown = await attempt.catch((reason: unknown) => reason);
      assert.ok(error instanceof InvalidRequestError);
      return error.fields.map(({ path }) => path);
    };
    assert.deepEqual(await paths(verifyCredentials(definition, credentials, { egress, now: Date.now, signal })), [
      'values.subdomain',
    ]);
    await assert.rejects(verifyKey(new EgressRefusedError('example.com', 'x')).verified, {
      name: 'ProviderUnavailableError',
      retry: 'operator',
    });
  });

  test('because of a bug, the original error is thrown', async () => {
    await assert.rejects(verifyKey(new RangeError('bug')).verified, RangeError);
  });
});
