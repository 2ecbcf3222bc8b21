import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseStrictJson } from './strict-json.ts';

const refused: [title: string, text: string, message: string][] = [
  ['nothing', '', 'is not JSON'],
  ['a byte order mark', '\uFEFF{}', 'is not JSON'],
  ['text after the value', '{} {}', 'is not JSON'],
  ['a trailing comma', '{"a":1,}', 'is not JSON'],
  ['NaN', '{"a":NaN}', 'is not JSON'],
  ['a raw control character in a string', '{"a":"\n"}', 'is not JSON'],
  ['a key twice', '{"a":1,"a":1}', 'has a key twice'],
  ['a key twice with white space before the colon', '{"a" \n:1,"a"\t:2}', 'has a key twice'],
  ['a key twice, once with escapes', '{"sub":1,"\\u0073ub":2}', 'has a key twice'],
  ['a key twice in a nested object', '{"a":[{"b":{"c":1,"c":2}}]}', 'has a key twice'],
  ['a key twice around a nested object', '{"a":{"b":1},"a":{}}', 'has a key twice'],
  ['an empty key twice', '{"":1,"":2}', 'has a key twice'],
  ['__proto__', '{"a":{"__proto__":{}}}', 'has a forbidden key'],
  ['__proto__ with escapes', '{"__pr\\u006fto__":1}', 'has a forbidden key'],
  ['constructor', '{"constructor":1}', 'has a forbidden key'],
  ['a number that overflows', '{"exp":1e400}', 'has a number out of range'],
  ['a negative number that overflows', '[-1E+999]', 'has a number out of range'],
  ['a very long number', `[${'9'.repeat(400)}]`, 'has a number out of range'],
  ['17 arrays in each other', `${'['.repeat(17)}${']'.repeat(17)}`, 'is nested too deeply'],
  ['6000 arrays in each other', `${'['.repeat(6000)}${']'.repeat(6000)}`, 'is nested too deeply'],
];

for (const [title, text, message] of refused) {
  test(`strict JSON refuses ${title}`, () => {
    assert.throws(() => parseStrictJson(text), { name: 'SyntaxError', message });
  });
}

const accepted: [title: string, text: string][] = [
  ['one key in two objects', '[{"a":1},{"a":{"a":2}}]'],
  ['a string that looks like a key', '{"a":"b:","b":"\\"b\\":"}'],
  ['strings that look like structure', '["{\\"a\\":1,\\"a\\":2}","[[[[[[[[[[[[[[[[[[[["]'],
  ['a string that looks like a number out of range', '{"a":"1e400"}'],
  ['16 arrays in each other', `${'['.repeat(16)}${']'.repeat(16)}`],
  ['keys that differ in case', '{"a":1,"A":2}'],
  ['a lone value', 'null'],
];

for (const [title, text] of accepted) {
  test(`strict JSON accepts ${title}`, () => {
    assert.deepEqual(parseStrictJson(text), JSON.parse(text));
  });
}

test('whatever strict JSON accepts it reads as JSON.parse does, and of JSON it refuses only what it documents', () => {
  const documented = /^(has a key twice|has a forbidden key|has a number out of range|is nested too deeply)$/;
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      try {
        assert.deepEqual(parseStrictJson(text), JSON.parse(text));
      } catch (error) {
        assert.ok(error instanceof SyntaxError);
        assert.match(error.message, documented);
      }
    }),
  );
});

test('a doubled key is found wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.json(), fc.json(), (key, one, other) => {
      const name = JSON.stringify(key);
      assert.throws(() => parseStrictJson(`[{"a":{${name}:${one},${name}:${other}}}]`), SyntaxError);
    }),
  );
});
