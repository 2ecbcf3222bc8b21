import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { allowedOriginIssue, publicSuffixIssue } from './allowed-origins.ts';

const findIssue = async (entry: string) => allowedOriginIssue(entry) ?? (await publicSuffixIssue(entry));

describe('an allowed origin', () => {
  for (const entry of [
    'https://app.acme.com',
    'https://app.acme.com:8443',
    'https://xn--bcher-kva.example',
    'https://192.0.2.7',
    'https://[2001:db8::7]',
    'https://acme.github.io',
    'https://*.acme.com',
    'https://*.eu.acme.com:8443',
    'https://*.acme.github.io',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://127.9.9.9',
    'http://[::1]:3000',
  ]) {
    test(`can be ${entry}`, async () => assert.equal(await findIssue(entry), undefined));
  }

  const refused: readonly (readonly [entry: string, why: RegExp])[] = [
    ['', /must be an origin/],
    ['*', /`\*` only/],
    ['null', /must be an origin/],
    ['app.acme.com', /must be an origin/],
    ['//app.acme.com', /must be an origin/],
    ['https://', /must be an origin/],
    ['https://*', /`\*` only/],
    ['https://*.', /must be an origin/],
    ['https://*.*.acme.com', /`\*` only/],
    ['https://app*.acme.com', /`\*` only/],
    ['https://app.*.com', /`\*` only/],
    ['https://app.acme.com:*', /`\*` only/],
    ['http://*.localhost', /`\*` only/],
    ['http://*.acme.com', /`\*` only/],
    ['http://app.acme.com', /must be https/],
    ['http://localhost.acme.com', /must be https/],
    ['http://127.0.0.1.acme.com', /must be https/],
    ['ws://localhost', /must be https/],
    ['file:///a', /must be https/],
    ['javascript:alert(1)', /must be https/],
    ['https://app.acme.com/', /scheme, lower-case host/],
    ['https://app.acme.com/page', /scheme, lower-case host/],
    ['https://app.acme.com?a', /scheme, lower-case host/],
    ['https://app.acme.com#a', /scheme, lower-case host/],
    ['https://user@app.acme.com', /scheme, lower-case host/],
    ['https://user:word@*.acme.com', /`\*` only/],
    ['https://App.acme.com', /scheme, lower-case host/],
    ['HTTPS://app.acme.com', /scheme, lower-case host/],
    ['https://app.acme.com:443', /scheme, lower-case host/],
    ['https://bücher.example', /scheme, lower-case host/],
    [' https://app.acme.com', /scheme, lower-case host/],
    ['https://app.acme.com ', /scheme, lower-case host/],
    ['https://app.acme.com.', /scheme, lower-case host/],
    ['https://a..acme.com', /scheme, lower-case host/],
    ['http://127.1', /scheme, lower-case host/],
    ["https://a;script-src'none'.acme.com", /scheme, lower-case host/],
    ['https://a,b.acme.com', /scheme, lower-case host/],
    ["https://'self'.acme.com", /scheme, lower-case host/],
    ['https://*.com', /public suffix/],
    ['https://*.co.uk', /public suffix/],
    ['https://*.github.io', /public suffix/],
    ['https://*.localhost', /public suffix/],
    ['https://*.192.0.2.7', /public suffix/],
    ['https://*.[2001:db8::7]', /public suffix/],
  ];
  for (const [entry, why] of refused) {
    test(`cannot be ${JSON.stringify(entry)}`, async () => assert.match((await findIssue(entry)) ?? 'accepted', why));
  }
});
