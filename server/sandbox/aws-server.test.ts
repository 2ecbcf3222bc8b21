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

/** Signs a request, and sends it to `asked` if given. */
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
    ['by the right key', {}],
    ['that covers a query', { url: `${address}?b=2&a=1%20x` }],
    ['that covers more headers', { headers: { accept: 'application/json', 'x-more': 'a  b' } }],
    ['that is four minutes old', { datetime: minutesAgo(4) }],
  ] as const) {
    test(`${title} is accepted`, async () => {
      const response = await ask(signing);
      assert.deepEqual(await response.json(), { user: { email: SANDBOX_ACCOUNT } });
    });
  }

  for (const [title, signing, asked] of [
    ['with another secret', { secretAccessKey: 'wrong' }, undefined],
    ['by another key', { accessKeyId: 'AKIAOTHER' }, undefined],
    ['for another region', { region: 'us-east-1' }, undefined],
    ['for another service', { service: 's3' }, undefined],
    ['that is six minutes old', { datetime: minutesAgo(6) }, undefined],
    ['with an invalid time', { datetime: '20260101' }, undefined],
    ['for another address', {}, `${address}?admin=1`],
  ] as const) {
    test(`${title} is refused`, async () => {
      assert.equal((await ask(signing, asked)).status, 403);
    });
  }

  test('is required', async () => {
    assert.equal((await fetch(address)).status, 403);
  });
});
