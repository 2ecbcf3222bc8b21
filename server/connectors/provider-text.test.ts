import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { readPath } from './json-path.ts';
import { providerText } from './provider-text.ts';

describe("a system's words", () => {
  for (const [value, shown] of [
    ['Wrong key.', 'Wrong key.'],
    ['  Wrong\r\n\tkey.\u2028\u00a0 ', 'Wrong key.'],
    ['<b>Wrong</b> & "key"', '<b>Wrong</b> & "key"'],
    ['a\0b\u0007c\u001b[31md\u007fe\u009f', 'abc[31mde'],
    ['\u202egnp.exe\u202c \u2066x\u2069\u200e\u200f\u061c', 'gnp.exe x'],
    ['zero\u200bwidth\ufeff\u{e0041}', 'zerowidth'],
    ['می\u200cخواهم 👩\u200d💻', 'می\u200cخواهم 👩\u200d💻'],
    ['half \ud800', 'half'],
    [12345678, '12345678'],
    [0, '0'],
    ['', undefined],
    ['\u202e \n', undefined],
    [null, undefined],
    [undefined, undefined],
    [true, undefined],
    [{ message: 'x' }, undefined],
    [['x'], undefined],
  ] as const) {
    test(`${JSON.stringify(value)} are shown as ${shown ?? 'nothing'}`, () => assert.equal(providerText(value), shown));
  }

  test('are cut at 200 characters, none of them in half', () => {
    assert.equal(providerText('🔑'.repeat(200)), '🔑'.repeat(200));
    assert.equal(providerText('🔑'.repeat(201)), `${'🔑'.repeat(199)}…`);
  });

  test('are not shown when they repeat a secret, in disguise or beyond the cut', () => {
    for (const text of ['Key s3cr3t is wrong', `${'x'.repeat(300)}s3cr3t`, 's3c\u200br3t', 's3c\0r3t']) {
      assert.equal(providerText(text, ['other', 's3cr3t']), undefined);
    }
    assert.equal(providerText('Wrong key', ['s3cr3t']), 'Wrong key');
  });
});

describe('a path in an answer', () => {
  const json: unknown = JSON.parse('{"a":{"b":["x",{"c":1}]},"":{"":2},"__proto__":{"p":3},"n":null,"s":"text"}');
  for (const [path, found] of [
    ['a.b.0', 'x'],
    ['a.b.1.c', 1],
    ['.', 2],
    ['__proto__.p', 3],
    ['n', null],
    ['n.x', undefined],
    ['a.c', undefined],
    ['a.b.2', undefined],
    ['a.b.-1', undefined],
    ['a.b.length', undefined],
    ['s.length', undefined],
    ['s.0', undefined],
    ['constructor', undefined],
    ['a.constructor.name', undefined],
    ['a.__proto__', undefined],
  ] as const) {
    test(`${path} leads to ${found === undefined ? 'nothing' : JSON.stringify(found)}`, () =>
      assert.equal(readPath(json, path), found));
  }
});
