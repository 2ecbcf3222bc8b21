import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Hono } from 'hono';
import { createLogger } from '../log/logger.ts';
import type { AppEnv } from './app-env.ts';
import { clientAddress, warnAboutUnknownProxy, requestScope } from './request-scope.ts';

/** A server that answers with the address that limits see for a request. */
function addressServer(trustProxy: number) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const app = new Hono<AppEnv>();
  app.use(requestScope(createLogger({ level: 'warn', destination })), warnAboutUnknownProxy(trustProxy));
  app.get('/', (c) => c.text(clientAddress(c, trustProxy)));
  const addressOf = async (forwarded?: string) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    return (await app.request('/', { headers }, {})).text();
  };
  return { addressOf, lines };
}

describe('the address of a client', () => {
  const rows: readonly (readonly [trustProxy: number, forwarded: string | undefined, address: string])[] = [
    [0, undefined, 'unknown'],
    [0, '192.0.2.1', 'unknown'],
    [1, '192.0.2.1', '192.0.2.1'],
    [1, '203.0.113.9, 192.0.2.1', '192.0.2.1'],
    [2, '203.0.113.9, 192.0.2.1, 10.0.0.1', '192.0.2.1'],
    [2, '192.0.2.1', 'unknown'],
    [1, '', 'unknown'],
  ];
  for (const [trustProxy, forwarded, address] of rows) {
    test(`with ${trustProxy} proxies and X-Forwarded-For: ${forwarded ?? 'absent'} is ${address}`, async () => {
      assert.equal(await addressServer(trustProxy).addressOf(forwarded), address);
    });
  }
});

describe('a proxy that the configuration does not mention', () => {
  test('causes one warning at its first request, which names the setting', async () => {
    const { addressOf, lines } = addressServer(0);
    const warnings: string[] = [];
    for (const forwarded of [undefined, '192.0.2.1', '192.0.2.2']) {
      await addressOf(forwarded);
      warnings.push(lines.join(''));
    }
    const [none, first = '', second] = warnings;
    assert.equal(none, '');
    assert.match(first, /X-Forwarded-For.*TRUST_PROXY/);
    assert.doesNotMatch(first, /192\.0\.2/);
    assert.equal(second, first);
  });

  test('causes no warning when the setting counts it', async () => {
    const { addressOf, lines } = addressServer(1);
    await addressOf('192.0.2.1');
    assert.deepEqual(lines, []);
  });
});
