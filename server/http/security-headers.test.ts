import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { pino } from 'pino';
import type { AppEnv } from './app-env.ts';
import { acceptRequest, passTo } from './nested-app.ts';
import { requestScope } from './request-scope.ts';
import { contentSecurityPolicy, completeResponse, securityHeaders } from './security-headers.ts';

const policies: readonly (readonly [title: string, directives: Record<string, string | undefined>, policy: string])[] =
  [
    [
      'without directives forbids everything',
      {},
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    [
      'can have sandbox, which comes first and has no value',
      { 'img-src': 'data:', sandbox: '' },
      "sandbox; default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    [
      'allows what the directives name, and forbids the rest',
      { 'img-src': 'data:', 'form-action': "'self'", 'trusted-types': "'none'" },
      "default-src 'none'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; trusted-types 'none'",
    ],
    [
      'leaves out a directive without a value',
      { 'frame-ancestors': undefined },
      "default-src 'none'; base-uri 'none'; form-action 'none'",
    ],
  ];
for (const [title, directives, policy] of policies) {
  test(`a content security policy ${title}`, () => assert.equal(contentSecurityPolicy(directives), policy));
}

/** An application that answers at `/` itself, and at `/nested` through another one. */
function createApp() {
  const headers = { 'Content-Type': 'text/plain', 'Cache-Control': 'max-age=60' };
  const nested = new Hono<AppEnv>()
    .use(acceptRequest)
    .get('/nested', (c) => completeResponse(c, { body: 'nested', status: 201, headers }));
  return new Hono<AppEnv>()
    .use(requestScope(pino({ level: 'silent' })), securityHeaders({ https: true }))
    .get('/', (c) => completeResponse(c, { body: 'own', status: 201, headers }))
    .get('/nested', (c) => passTo(async (request, bindings) => nested.fetch(request, bindings), c));
}

for (const path of ['/', '/nested']) {
  test(`an answer has its own headers, the other default ones, and its request id: ${path}`, async () => {
    const response = await createApp().request(path, {}, {});
    const get = (name: string) => response.headers.get(name);
    assert.deepEqual([response.status, get('content-type'), get('cache-control')], [201, 'text/plain', 'max-age=60']);
    assert.deepEqual([get('x-content-type-options'), get('referrer-policy')], ['nosniff', 'no-referrer']);
    assert.match(get('content-security-policy') ?? '', /^sandbox; default-src 'none'/);
    assert.match(get('strict-transport-security') ?? '', /^max-age=/);
    assert.match(get('x-request-id') ?? '', /^[\da-f-]{36}$/);
  });
}
