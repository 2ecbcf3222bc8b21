import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { findDefinitionIssues } from './definition-checks.ts';
import { connectorDefinitionSchema } from './definition.ts';
import type { ConnectorDefinitionInput } from './definition.ts';

type Parts = Partial<ConnectorDefinitionInput>;

function issuesIn(parts: Parts, dev = false): readonly (readonly [path: string, message: string])[] {
  const definition = connectorDefinitionSchema.parse({
    name: 'Example',
    auth: { type: 'api_key', in: 'bearer' },
    ...parts,
  });
  return findDefinitionIssues(definition, { dev }).map(({ path, message }) => [path.join('.'), message]);
}

const label = { label: 'Address' };
const custom = (more: object) => ({ auth: { type: 'custom', fields: { key: { label: 'Key' } }, ...more } }) as Parts;
const verify = (url: string, more: Parts = {}): Parts => ({ verify: { url }, ...more });

describe('a connector can have', () => {
  const accepted: readonly (readonly [name: string, parts: Parts])[] = [
    ['a key in a header', { auth: { type: 'api_key', in: 'header', name: 'X-Api-Key' } }],
    ['a key in the query', { auth: { type: 'api_key', in: 'query', name: 'api key' } }],
    ['an input in the host', verify('https://{sub}.example.com/me', { inputs: { sub: label } })],
    ['a part of a label in the host', verify('https://api-{sub}.example.com:8443/', { inputs: { sub: label } })],
    ['a text input in the path', verify('https://example.com/{id}', { inputs: { id: { ...label, kind: 'text' } } })],
    ['the key in a path', verify('https://example.com/bot{api_key}/getMe')],
    ['a user name in the query', verify('https://example.com/?u={username}', { auth: { type: 'basic' } })],
    ['fields in headers and query', custom({ headers: { 'X-Key': 'v1 {key}' }, query: { k: '{key}' } })],
    ['a body of JSON', { verify: { method: 'POST', url: 'https://example.com/', body: '{"query":"{ me }"}' } }],
  ];
  for (const [name, parts] of accepted) {
    test(name, () => assert.deepEqual(issuesIn(parts), []));
  }

  test('an address on this machine in development', () => {
    for (const url of ['http://localhost:4002/me', 'http://127.0.0.1/', 'http://[::1]:4002/']) {
      assert.deepEqual(issuesIn(verify(url), true), []);
    }
  });
});

describe('a connector is refused for', () => {
  const https = 'https://example.com/';
  const refused: readonly (readonly [name: string, parts: Parts, path: string, message: RegExp])[] = [
    ['a header without a name', { auth: { type: 'api_key', in: 'header' } }, 'auth.name', /required/],
    ['a query without a name', { auth: { type: 'api_key', in: 'query' } }, 'auth.name', /required/],
    ['a header with a bad name', { auth: { type: 'api_key', in: 'header', name: 'X Key' } }, 'auth.name', /header/],
    ['the header Host', { auth: { type: 'api_key', in: 'header', name: 'Host' } }, 'auth.name', /client writes/],
    ['no field', { auth: { type: 'custom', fields: {} } }, 'auth.fields', /at least one/],
    ['an unknown field in a header', custom({ headers: { A: '{keys}' } }), 'auth.headers.A', /\{keys\}/],
    ['an unknown field in the query', custom({ query: { a: '{username}' } }), 'auth.query.a', /\{username\}/],
    ['a lone brace', custom({ headers: { A: '{key' } }), 'auth.headers.A', /brace/],
    ['a name in capitals', custom({ headers: { A: '{Key}' } }), 'auth.headers.A', /brace/],
    ['a line break in a header', custom({ headers: { A: 'a\r\nB: c' } }), 'auth.headers.A', /control/],
    ['a header with a bad name', custom({ headers: { 'A:': 'a' } }), 'auth.headers.A:', /name of a header/],
    ['a colliding input', { inputs: { api_key: label } }, 'inputs.api_key', /name of a field/],
    ['an input named constructor', { inputs: { constructor: label } }, '', /reserved/],
    ['an unknown name in the host', verify('https://{sub}.example.com/'), 'verify.url', /\{sub\}/],
    ['a credential in the host', verify('https://{api_key}.example.com/'), 'verify.url', /dns_label/],
    [
      'a text input in the host',
      verify('https://{sub}.example.com/', { inputs: { sub: { ...label, kind: 'text' } } }),
      'verify.url',
      /dns_label/,
    ],
    [
      'a host that may be left blank',
      verify('https://{sub}.example.com/', { inputs: { sub: { ...label, required: false } } }),
      'verify.url',
      /required/,
    ],
    [
      'an input as port',
      verify('https://example.com:{sub}/', { inputs: { sub: label } }),
      'verify.url',
      /full address/,
    ],
    [
      'credentials before the host',
      verify('https://{username}:{password}@example.com/', { auth: { type: 'basic' } }),
      'verify.url',
      /dns_label/,
    ],
    ['a fixed user before the host', verify('https://user@example.com/'), 'verify.url', /user name/],
    ['a backslash', verify('https://example.com\\@evil.example/'), 'verify.url', /full address/],
    ['http', verify('http://example.com/'), 'verify.url', /must be https/],
    ['http to this machine outside development', verify('http://localhost/'), 'verify.url', /must be https/],
    ['a body with GET', { verify: { url: https, body: '{}' } }, 'verify.body', /GET/],
    ['a body that is no JSON', { verify: { method: 'POST', url: https, body: '{' } }, 'verify.body', /JSON/],
    ['an unknown name in a header', { verify: { url: https, headers: { A: '{x}' } } }, 'verify.headers.A', /\{x\}/],
  ];
  for (const [name, parts, path, message] of refused) {
    test(name, () => {
      const issues = issuesIn(parts);
      assert(
        issues.some(([where, what]) => where === path && message.test(what)),
        JSON.stringify(issues),
      );
    });
  }

  test('http elsewhere even in development', () => {
    assert.equal(issuesIn(verify('http://localhost.example.com/'), true).length, 1);
  });
});
