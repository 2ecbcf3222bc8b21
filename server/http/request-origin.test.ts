import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canEmbed } from './request-origin.ts';

const allowedOrigins = ['https://app.acme.com', 'https://*.acme.com', 'http://localhost:3000'];

const rows: [origin: string, inProduction: boolean, inSandbox: boolean][] = [
  ['https://app.acme.com', true, true],
  ['https://a.b.acme.com', true, true],
  ['http://localhost:3000', true, true],
  ['https://acme.com', false, true],
  ['https://app.acme.com:8443', false, true],
  ['https://acme.com.evil.example', false, true],
  ['https://evil.example', false, true],
  ['http://127.0.0.1:8080', false, true],
  ['http://[::1]:8080', false, true],
  ['http://demo.localhost', false, false],
  ['https://evil.example/.acme.com', false, false],
  ['https://evil.example?.acme.com', false, false],
  ['https://evil.example#.acme.com', false, false],
  ['https://user@app.acme.com', false, false],
  ['https://app.acme.com/', false, false],
  ['https://app.acme.com:443', false, false],
  ['https://APP.acme.com', false, false],
  ['https://*.acme.com', false, false],
  ['http://app.acme.com', false, false],
  ['http://evil.example', false, false],
  ['http://127.0.0.1.evil.example', false, false],
  ['ftp://app.acme.com', false, false],
  ['blob:https://app.acme.com', false, false],
  ['javascript:alert(1)', false, false],
  ['data:text/html,x', false, false],
  ['null', false, false],
  ['*', false, false],
  ['', false, false],
];

for (const [origin, inProduction, inSandbox] of rows) {
  test(`${origin || 'an empty origin'} may embed: ${inProduction} in production, ${inSandbox} in sandbox mode`, () => {
    assert.equal(canEmbed(origin, { mode: 'production', allowedOrigins }), inProduction);
    assert.equal(canEmbed(origin, { mode: 'sandbox', allowedOrigins }), inSandbox);
  });
}
