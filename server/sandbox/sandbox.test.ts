import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { readCredentials } from '../connectors/credentials.ts';
import { findDefinitionIssues } from '../connectors/definition-checks.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { connectorDefinitionSchema } from '../connectors/definition.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { createEgress } from '../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import { sandboxConnectors } from './connectors.ts';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_APP_ID,
  SANDBOX_KEY,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
  SANDBOX_WORKSPACE,
} from './keys.ts';
import { startSandbox } from './sandbox.ts';

const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
const egress = createEgress({ allow: [], allowLoopbackHttp: true, limits: { headersTimeoutMs: 5_000 } });
after(async () => {
  egress.close();
  await sandbox.close();
});

const connectors = sandboxConnectors(sandbox.url);

function definitionOf(name: string): ConnectorDefinition {
  return connectorDefinitionSchema.parse(connectors[name]);
}

async function verify(name: string, typed: Readonly<Record<string, string>>, signal = new AbortController().signal) {
  const definition = definitionOf(name);
  return verifyCredentials(definition, await readCredentials(definition, typed), { egress, now: Date.now, signal });
}

for (const name of Object.keys(connectors)) {
  test(`${name} is a valid definition, and only for sandbox organizations`, () => {
    const definition = definitionOf(name);
    assert.equal(definition.sandbox, true);
    assert.deepEqual(findDefinitionIssues(definition, { dev: true }), []);
  });
}

describe('right credentials', () => {
  for (const [name, typed] of [
    ['sandbox', { api_key: SANDBOX_KEY }],
    ['sandbox-bearer', { api_key: SANDBOX_KEY }],
    ['sandbox-query', { api_key: ` ${SANDBOX_KEY}\n` }],
    ['sandbox-basic', { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD }],
    ['sandbox-custom', { app_id: SANDBOX_APP_ID, app_key: SANDBOX_KEY }],
    ['sandbox-workspace', { workspace: SANDBOX_WORKSPACE, api_key: SANDBOX_KEY }],
    ['sandbox-two-hundred', { api_key: SANDBOX_KEY }],
  ] as const) {
    test(`are accepted by ${name}, which returns their account`, async () => {
      assert.deepEqual(await verify(name, typed), { verified: true, account: SANDBOX_ACCOUNT });
    });
  }

  test('are not verified if the provider has no endpoint for it', async () => {
    assert.deepEqual(await verify('sandbox-unverified', { api_key: 'anything' }), { verified: false });
  });

  test('of a hostile provider give an account of one line and 200 characters, without control characters', async () => {
    const { account = '' } = await verify('sandbox-hostile', { api_key: SANDBOX_KEY });
    assert.equal(account.length, 200);
    assert.match(account, /^<img src=x onerror="alert\(1\)"> gnp\.exe A+…$/);
  });
});

describe('wrong credentials', () => {
  const refusal = 'These credentials are wrong.';
  for (const [name, typed, words] of [
    ['sandbox', { api_key: 'wrong' }, refusal],
    ['sandbox-bearer', { api_key: 'wrong' }, refusal],
    ['sandbox-query', { api_key: `${SANDBOX_KEY}&x=1` }, refusal],
    ['sandbox-basic', { username: SANDBOX_USERNAME, password: `${SANDBOX_PASSWORD} ` }, refusal],
    ['sandbox-custom', { app_id: SANDBOX_APP_ID, app_key: 'wrong' }, refusal],
    ['sandbox-workspace', { workspace: 'other', api_key: SANDBOX_KEY }, 'There is no such workspace.'],
    ['sandbox-workspace', { workspace: 'acme/me?', api_key: SANDBOX_KEY }, 'There is no such workspace.'],
    ['sandbox-two-hundred', { api_key: 'wrong' }, 'This key is wrong.'],
    // The provider repeats the key, so its message is not shown.
    ['sandbox-hostile', { api_key: 'wrong-key' }, undefined],
  ] as const) {
    test(`${JSON.stringify(typed)} are refused by ${name}`, async () => {
      await assert.rejects(verify(name, typed), (error: unknown) => {
        assert.ok(error instanceof InvalidCredentialsError);
        assert.equal(error.problem.providerMessage, words);
        return true;
      });
    });
  }
});

describe('a failure', () => {
  for (const name of ['sandbox-failing', 'sandbox-limited', 'sandbox-down']) {
    test(`of ${name} happens with any key`, async () => {
      await assert.rejects(verify(name, { api_key: SANDBOX_KEY }), ProviderUnavailableError);
    });
  }

  test('ends immediately when the caller aborts', async () => {
    const controller = new AbortController();
    const verified = verify('sandbox-slow', { api_key: SANDBOX_KEY }, controller.signal);
    setImmediate(() => controller.abort());
    await assert.rejects(verified, ProviderUnavailableError);
  });
});

test('a slow response does not delay other responses', async () => {
  const order: string[] = [];
  const ask = async (path: string) => {
    const response = await fetch(sandbox.url + path, { headers: { 'x-api-key': SANDBOX_KEY } });
    assert.equal(response.status, 200);
    order.push(path);
  };
  await Promise.all([ask('/slow/me?ms=300'), ask('/me'), ask('/slow/me?ms=0')]);
  assert.equal(order.at(-1), '/slow/me?ms=300');
});

test('the overview page lists the valid keys', async () => {
  const page = await (await fetch(sandbox.url)).text();
  for (const key of [SANDBOX_KEY, SANDBOX_USERNAME, SANDBOX_PASSWORD, SANDBOX_APP_ID]) assert.ok(page.includes(key));
});

test('stopping does not wait for slow responses', async () => {
  const other = await startSandbox({ port: 0, host: '127.0.0.1' });
  const slow = fetch(`${other.url}/slow/me?ms=60000`);
  await fetch(`${other.url}/me`);
  await Promise.all([assert.rejects(slow), other.close()]);
});

test('starting on a port in use rejects', async () => {
  const port = Number(new URL(sandbox.url).port);
  await assert.rejects(startSandbox({ port, host: '127.0.0.1' }), { code: 'EADDRINUSE' });
});
