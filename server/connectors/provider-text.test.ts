import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readPath } from './captures.ts';
import { sanitizeProviderText, secretVariants } from './provider-text.ts';

describe('the messages of a provider', () => {
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
    test(`${JSON.stringify(value)} are shown as ${shown ?? 'nothing'}`, () =>
      assert.equal(sanitizeProviderText(value), shown));
  }

  test('are cut at 200 characters, and no character is cut in half', () => {
    assert.equal(sanitizeProviderText('🔑'.repeat(200)), '🔑'.repeat(200));
    assert.equal(sanitizeProviderText('🔑'.repeat(201)), `${'🔑'.repeat(199)}…`);
  });

  test('are not shown if they contain a secret, even in another form or after the cut', () => {
    for (const text of ['Key s3cr3t is wrong', `${'x'.repeat(300)}s3cr3t`, 's3c\u200br3t', 's3c\0r3t']) {
      assert.equal(sanitizeProviderText(text, ['other', 's3cr3t']), undefined);
    }
    assert.equal(sanitizeProviderText('Wrong key', ['s3cr3t']), 'Wrong key');
  });

  const KEY = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';
  for (const [title, text] of [
    ['without its last character', `Unknown key ${KEY.slice(0, -1)}`],
    ['without its first character', `Unknown key ${KEY.slice(1)}`],
    ['with a hole in it', `Unknown key ${KEY.slice(0, 10)}…${KEY.slice(-4)}`],
    ['8 characters from its middle', `No key contains ${KEY.slice(12, 20)}`],
    ['in capitals', KEY.toUpperCase()],
    ['with invisible characters in it', Array.from(KEY).join('\u200b')],
    ['with joiners in it', Array.from(KEY).join('\u200d')],
    ['in groups of four', KEY.replaceAll(/.{4}/g, '$& ')],
    ['with line breaks in it', `${KEY.slice(0, 9)}\n${KEY.slice(9)}`],
    ['behind the cut', `${'x '.repeat(300)}${KEY.slice(3, 15)}`],
  ] as const) {
    test(`are not shown if they contain part of a secret, ${title}`, () => {
      assert.equal(sanitizeProviderText(text, ['other', KEY]), undefined);
    });
  }

  for (const text of [`A key ends with ${KEY.slice(-7)}`, 'Use sk_live keys only', 'Wrong key']) {
    test(`are shown if they share fewer than 8 characters with a secret: ${text}`, () => {
      assert.equal(sanitizeProviderText(text, [KEY, '']), text);
    });
  }

  test('are not shown, not even in part, if they are longer than 4096 characters', () => {
    assert.equal(sanitizeProviderText('x '.repeat(2048))?.length, 200);
    for (const text of [`${'x '.repeat(2048)}x`, `Wrong key${' '.repeat(4088)}`, `Wrong key${'\0'.repeat(4088)}`]) {
      assert.equal(sanitizeProviderText(text), undefined);
    }
  });

  test('are compared with long secrets in one pass', () => {
    const secret = 'ab'.repeat(50_000);
    const text = 'bababac'.repeat(500);
    assert.equal(sanitizeProviderText(text, [secret, `${secret}c`])?.length, 200);
  });
});

describe('the secrets of a request', () => {
  const spellings = (header: string) => secretVariants(['p&ssw0rd ü'], { headers: { authorization: header } });

  test('include the entered secrets, their URL encoding, and the token in the header', () => {
    assert.deepEqual(spellings('Basic dXNlcjpwYXNz'), ['p&ssw0rd ü', 'p%26ssw0rd%20%C3%BC', 'dXNlcjpwYXNz']);
  });

  test('do not include the words of a header that is a parameter list', () => {
    const list = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/sts/aws4_request, Signature=0a0b0c0d';
    assert.equal(sanitizeProviderText('Credential should be scoped to a valid region.', spellings(list))?.length, 46);
    const oauth = 'OAuth oauth_consumer_key="id", oauth_signature="x"';
    assert.equal(sanitizeProviderText('Unknown oauth_consumer_key', spellings(oauth)), 'Unknown oauth_consumer_key');
  });
});

describe('a path in a response', () => {
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
