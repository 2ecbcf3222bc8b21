import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDisplayableName } from './plain-text.ts';

describe('a name can be shown', () => {
  for (const name of [
    'Sales',
    '7',
    '—',
    '🏴\u{e0067}\u{e0062}\u{e007f}',
    '👩\u200d💻',
    'می\u200cخواهم',
    '株式会社',
    'e\u0301',
    '☺\ufe0f',
  ]) {
    test(JSON.stringify(name), () => assert.equal(isDisplayableName(name), true));
  }
});

describe('a name cannot be shown', () => {
  for (const [title, name] of [
    ['nothing', ''],
    ['blanks', ' \u00a0\u2003\u3000'],
    ['a line break', 'a\nb'],
    ['a control character', 'a\u001b[2J'],
    ['a lone surrogate', 'a\ud800'],
    ['a direction override', 'a\u202eb'],
    ['a direction mark', 'a\u200fb'],
    ['a direction isolate', 'a\u2066b'],
    ['the Arabic letter mark', 'a\u061cb'],
    ['a line separator', 'a\u2028b'],
    ['zero-width spaces', '\u200b\u2060\ufeff'],
    ['joiners', '\u200c\u200d'],
    ['a soft hyphen', '\u00ad'],
    ['Hangul fillers', '\u115f\u1160\u3164\uffa0'],
    ['Khmer inherent vowels', '\u17b4\u17b5'],
    ['the Mongolian vowel separator', '\u180e'],
    ['variation selectors', '\ufe00\ufe0f\u{e0100}'],
    ['tags', '\u{e0041}\u{e0042}'],
    ['the combining grapheme joiner', '\u034f'],
    ['the empty pattern of Braille', '\u2800\u2800'],
    ['a null note head', '\u{1d159}'],
    ['marks with no letter below them', '\u0301\u20dd'],
    ['private characters', '\ue000\u{f0000}'],
    ['characters that do not exist', '\u0378\uffff'],
    ['invisible characters between blanks', '\u3164 \u200b \u2800'],
  ] as const) {
    test(`made of ${title}`, () => assert.equal(isDisplayableName(name), false));
  }
});
