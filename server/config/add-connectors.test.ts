import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';

import { addConnectors } from './add-connectors.ts';
import { ConfigError } from './config-issue.ts';
import { initialConfig } from './initial-config.ts';

const at = (port: number) => ({
  sandbox: { name: 'Sandbox', auth: { type: 'api_key', in: 'bearer' }, verify: { url: `http://127.0.0.1:${port}/me` } },
  'sandbox-basic': { name: 'Basic', sandbox: true, auth: { type: 'basic' } },
});
const NAMES = Object.keys(at(4400));
const add = (text: string, port = 4400) => addConnectors({ text, fileName: 'c.yaml', connectors: at(port) });

const INITIAL = initialConfig({ publicKeyFile: './key.pem', origins: [] });

describe('connectors that are added to a configuration', () => {
  test('leave every line of it as it was', () => {
    const { text, added } = add(INITIAL);
    assert.deepEqual(added, NAMES);
    assert.ok(text.startsWith(INITIAL), text);
    const { connectors } = parse(text) as { connectors: Record<string, unknown> };
    assert.deepEqual(connectors, { ...(parse(INITIAL) as { connectors: object }).connectors, ...at(4400) });
  });

  test('change nothing the second time', () => {
    const once = add(INITIAL).text;
    assert.deepEqual(add(once), { text: once, added: [], moved: [], unchanged: NAMES, kept: [] });
  });

  test('follow the sandbox to another port', () => {
    const before = add(INITIAL).text;
    const { text, ...rest } = add(before, 4500);
    assert.equal(text, before.replace('127.0.0.1:4400', '127.0.0.1:4500'));
    assert.deepEqual(rest, { added: [], moved: ['sandbox'], unchanged: ['sandbox-basic'], kept: [] });
    assert.deepEqual(add(text, 4500).unchanged, NAMES);
  });

  test('do not replace another connector with the same name', () => {
    const written = '# Mine\nconnectors:\n  sandbox: { name: Mine } # stays\norganizations: {}\n';
    const { text, added, kept } = add(written);
    assert.deepEqual([added, kept], [['sandbox-basic'], ['sandbox']]);
    assert.ok(text.startsWith('# Mine\nconnectors:\n  sandbox: { name: Mine } # stays\n'), text);
  });

  for (const [title, written] of [
    ['no connectors', '# A\norganizations: {} # B\n'],
    ['an empty list of them', '# A\norganizations: {} # B\nconnectors: {}\n'],
    ['nothing at their place', '# A\norganizations: {} # B\nconnectors:\n'],
  ] as const) {
    test(`find their place in a file with ${title}`, () => {
      const { text } = add(written);
      assert.ok(text.startsWith('# A\norganizations: {} # B\n'), text);
      assert.deepEqual((parse(text) as { connectors: object }).connectors, at(4400));
      assert.match(text, /\n {2}sandbox:\n {4}name: Sandbox\n/);
    });
  }

  test('are written before what follows the connectors, in the indentation that the file has', () => {
    const written = 'connectors:\n    own: {name: Own} # mine\n    # more to come\n\n# Who\norganizations: {}\n';
    const { text } = add(written);
    assert.ok(text.startsWith('connectors:\n    own: {name: Own} # mine\n    # more to come\n'), text);
    assert.ok(text.endsWith('# Who\norganizations: {}\n'), text);
    assert.match(text, /\n {4}sandbox:\n {6}name: Sandbox\n/);
    assert.deepEqual((parse(text) as { connectors: object }).connectors, { own: { name: 'Own' }, ...at(4400) });
  });

  for (const written of ['connectors: { own: {name: Own} }\n', '{organizations: {}, connectors: {own: {name: Own}}}']) {
    test(`find their place between braces: ${written.trim()}`, () => {
      const { text } = add(written);
      assert.deepEqual((parse(text) as { connectors: object }).connectors, { own: { name: 'Own' }, ...at(4400) });
    });
  }

  test('leave JSON JSON', () => {
    const { text } = add('{"organizations":{},"connectors":{"own":{"name":"Own"}}}');
    assert.deepEqual(JSON.parse(text), { organizations: {}, connectors: { own: { name: 'Own' }, ...at(4400) } });
  });

  for (const written of ['a: [', 'a: &a { b: {} }\nconnectors: *a\n', '- a\n', 'connectors: [a]\n', '']) {
    test(`are refused by ${JSON.stringify(written)}`, () => {
      assert.throws(() => add(written), ConfigError);
    });
  }
});
