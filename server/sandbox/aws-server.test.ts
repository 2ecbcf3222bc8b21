import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { AwsV4Signer } from 'aws4fetch';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_AWS_KEY_ID,
  SANDBOX_AWS_REGION,
  SANDBOX_AWS_SECRET,
  SANDBOX_AWS_SERVICE,
} from './keys.ts';
import { startSandbox } from './sandbox.ts';

const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
after(() => sandbox.close());
const address = `${sandbox.url}/aws/me`;

type Signing = Partial<ConstructorParameters<typeof AwsV4Signer>[0]>;

/** Signs for one address and asks another, if one is given. */
async function ask(signing: Signing = {}, asked?: string): Promise<Response> {
  const { url, headers } = await new AwsV4Signer({
    url: address,
    accessKeyId: SANDBOX_AWS_KEY_ID,
    secretAccessKey: SANDBOX_AWS_SECRET,
    region: SANDBOX_AWS_REGION,
    service: SANDBOX_AWS_SERVICE,
    ...signing,
  }).sign();
  return fetch(asked ?? url, { headers });
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString().replace(/[:-]|\.\d{3}/g, '');
}

describe('a signature', () => {
  for (const [title, signing] of [
    ['of the right key', {}],
    ['that covers a query', { url: `${address}?b=2&a=1%20x` }],
    ['that covers more headers', { headers: { accept: 'application/json', 'x-more': 'a  b' } }],
    ['of four minutes ago', { datetime: minutesAgo(4) }],
  ] as const) {
    test(`${title} is accepted`, async () => {
      const answer = await ask(signing);
      assert.deepEqual(await answer.json(), { user: { email: SANDBOX_ACCOUNT } });
    });
  }

  for (const [title, signing, asked] of [
    ['with another secret', { secretAccessKey: 'wrong' }, undefined],
    ['of another key', { accessKeyId: 'AKIAOTHER' }, undefined],
    ['for another region', { region: 'us-east-1' }, undefined],
    ['for another service', { service: 's3' }, undefined],
    ['of six minutes ago', { datetime: minutesAgo(6) }, undefined],
    ['of no time at all', { datetime: '20260101' }, undefined],
    ['for another address', {}, `${address}?admin=1`],
  ] as const) {
    test(`${title} is refused`, async () => {
      assert.equal((await ask(signing, asked)).status, 403);
    });
  }

  test('that is missing is refused', async () => {
    assert.equal((await fetch(address)).status, 403);
  });
});
