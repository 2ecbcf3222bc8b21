import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import {
  APPEARANCE_TOKENS,
  appearanceProperty,
  appearanceRules,
  parseAppearanceValue,
} from '../../widget/protocol/appearance.ts';
import type { AppearanceToken } from '../../widget/protocol/appearance.ts';

const good: readonly (readonly [token: AppearanceToken, value: string, parsed: string])[] = [
  ['accent', '#ABC', '#abc'],
  ['accent', '#2458e6', '#2458e6'],
  ['accent', '#2458e680', '#2458e680'],
  ['accent', 'Black', 'black'],
  ['accent', 'rgb(1,2,3)', 'rgb(1 2 3)'],
  ['accent', 'rgba( 1 , 2 , 3 , .5 )', 'rgb(1 2 3 / 0.5)'],
  ['accent', 'rgb(10% 20% 30% / 50%)', 'rgb(10% 20% 30% / 50%)'],
  ['accent', 'hsl(210deg, 50%, 40%)', 'hsl(210deg 50% 40%)'],
  ['radius', '0', '0px'],
  ['radius', '8px', '8px'],
  ['radius', '2rem', '2rem'],
  ['fontSize', '1.25rem', '1.25rem'],
  ['fontFamily', `Inter, 'Open Sans', system-ui`, '"Inter", "Open Sans", system-ui'],
];

const bad: readonly (readonly [token: AppearanceToken, value: string])[] = [
  ['accent', ''],
  ['accent', '#12345'],
  ['accent', '#1234567'],
  ['accent', '#ggg'],
  ['accent', 'currentColor'],
  ['accent', 'rgb(256,0,0)'],
  ['accent', 'rgb(1,2)'],
  ['accent', 'rgb(1,2,3,4,5)'],
  ['accent', 'rgb(1 2 3 / 2)'],
  ['accent', 'hsl(1,2,3)'],
  ['accent', 'rgb(var(--a))'],
  ['accent', 'rgb(calc(1) 2 3)'],
  ['accent', 'url(https://a.example)'],
  ['accent', 'red;color:blue'],
  ['accent', '#fff}body{color:red'],
  ['accent', '#fff/**/'],
  ['accent', '#fff\n#000'],
  ['radius', '8'],
  ['radius', '33px'],
  ['radius', '2.1rem'],
  ['radius', '-1px'],
  ['radius', '50%'],
  ['radius', '8pxx'],
  ['fontSize', '11px'],
  ['fontSize', '0'],
  ['fontSize', '21px'],
  ['fontSize', '1e1px'],
  ['fontFamily', ''],
  ['fontFamily', 'Inter,'],
  ['fontFamily', `'Inter`],
  ['fontFamily', `'Inter"`],
  ['fontFamily', 'a;b'],
  ['fontFamily', String.raw`a\22`],
  ['fontFamily', 'url(a)'],
  ['fontFamily', `'@import "a"'`],
];

describe('the value of a design token', () => {
  for (const [token, value, parsed] of good) {
    test(`${token}: ${value} is read`, () => assert.equal(parseAppearanceValue(token, value), parsed));
  }
  for (const [token, value] of bad) {
    test(`${token}: ${JSON.stringify(value)} is refused`, () => {
      assert.equal(parseAppearanceValue(token, value), undefined);
    });
  }

  test('never comes back with a sign that ends it or fetches something', () => {
    const pieces = fc.constantFrom(
      '#fff',
      'rgb(',
      '1,',
      '2 ',
      ')',
      'url(',
      ';',
      '}',
      '"',
      "'",
      'Inter',
      ',',
      '\\',
      '8px',
      '/*',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...APPEARANCE_TOKENS), text, (token, value) => {
        const parsed = parseAppearanceValue(token, value);
        assert(parsed === undefined || /^[#\p{L}\p{N}"., %()/-]+$/u.test(parsed));
        assert(parsed === undefined || parsed.split('"').length % 2 === 1);
      }),
    );
  });

  test('is read again as itself', () => {
    for (const [token, , parsed] of good) assert.equal(parseAppearanceValue(token, parsed), parsed);
  });
});

test('a token has a custom property of its own', () => {
  assert.equal(appearanceProperty('accentText'), '--embed-accent-text');
  assert.equal(new Set(APPEARANCE_TOKENS.map(appearanceProperty)).size, APPEARANCE_TOKENS.length);
});

test('the rules set colours of a theme where it is chosen, and where the reader prefers it and no other is chosen', () => {
  assert.equal(appearanceRules({}), '');
  assert.equal(
    appearanceRules({ accentText: '#fff', radius: '8px', light: {}, dark: {} }),
    ':root{--embed-accent-text:#fff;--embed-radius:8px}',
  );
  assert.equal(
    appearanceRules({ accent: '#123', light: { text: '#000' }, dark: { accent: '#abc', text: undefined } }),
    ':root{--embed-accent:#123}' +
      ':root:where([data-theme=light]){--embed-text:#000}' +
      '@media (prefers-color-scheme:light){:root:where(:not([data-theme=dark])){--embed-text:#000}}' +
      ':root:where([data-theme=dark]){--embed-accent:#abc}' +
      '@media (prefers-color-scheme:dark){:root:where(:not([data-theme=light])){--embed-accent:#abc}}',
  );
});
