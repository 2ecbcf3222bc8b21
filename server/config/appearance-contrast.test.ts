import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import type { Appearance } from '../../widget/protocol/appearance.ts';
import { appearanceContrastIssues, DEFAULT_COLORS } from './appearance-contrast.ts';

/** The pairs that contrast too little, each with its theme: `light: text on surface`. */
function pairsOf(appearance: Appearance): readonly string[] {
  return appearanceContrastIssues(appearance).map((issue) => {
    const [, pair, theme] =
      /^(.*) has a contrast of [\d.]+:1 in the (light|dark) theme, not [\d.]+:1$/.exec(issue) ?? [];
    return `${theme}: ${pair}`;
  });
}

describe('the default colours', () => {
  test('contrast enough in both themes', () => assert.deepEqual(pairsOf({}), []));

  test('are those of the style sheet', async () => {
    const css = await readFile(new URL('../../widget/tokens.css', import.meta.url), 'utf8');
    for (const [token, light] of Object.entries(DEFAULT_COLORS.light)) {
      const name = token.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const [, value = ''] = new RegExp(`--(?:embed-)?${name}: (.*);`).exec(css) ?? [];
      const colors: readonly string[] = value.match(/#[\da-f]+/g) ?? [];
      assert.deepEqual(colors, [...new Set([light, new Map(Object.entries(DEFAULT_COLORS.dark)).get(token)])], token);
    }
  });

  test('are mixed as in the style sheet', async () => {
    const css = await readFile(new URL('../../widget/tokens.css', import.meta.url), 'utf8');
    assert.match(
      css,
      /--strong-border: color-mix\(in srgb, var\(--embed-muted-text\) 82%, var\(--embed-background\)\);/,
    );
    assert.match(css, /--soft-danger: color-mix\(in srgb, var\(--embed-danger\) 8%, var\(--embed-background\)\);/);
  });
});

describe('colours contrast too little', () => {
  for (const [name, appearance, expected] of [
    [
      'in grey text',
      { light: { mutedText: '#777' } },
      ['light: mutedText on background', 'light: mutedText on surface'],
    ],
    [
      'in a pale border of fields',
      { light: { mutedText: '#999' } },
      ['light: mutedText on background', 'light: mutedText on surface', 'light: strongBorder on background'],
    ],
    ['on a button', { dark: { accent: '#ff0', accentText: '#fff' } }, ['dark: accentText on accent']],
    [
      'on a button whose text is for the other theme',
      { accent: '#fff', accentText: '#000', dark: { accentText: '#ccc' } },
      ['dark: accentText on accent'],
    ],
    [
      'between a surface and default text',
      { light: { surface: '#444' } },
      ['light: text on surface', 'light: mutedText on surface'],
    ],
    [
      'where one colour for errors is for both themes',
      { danger: '#b3261e' },
      ['dark: danger on background', 'dark: danger on softDanger'],
    ],
    [
      'between text for a dark page and the tint of warnings of the light theme',
      { background: '#000', surface: '#111', text: '#fff', mutedText: '#ccc', danger: '#faa' },
      ['light: text on softWarning'],
    ],
  ] satisfies [string, Appearance, string[]][]) {
    test(name, () => assert.deepEqual(pairsOf(appearance), expected));
  }

  test('below the limit of WCAG and not at it', () => {
    // 4.54 and 4.47 on white: the greys around the limit.
    assert.deepEqual(pairsOf({ light: { mutedText: '#767676', surface: '#fff' } }), []);
    assert.equal(
      appearanceContrastIssues({ light: { mutedText: '#777', surface: '#fff' } })[0],
      'mutedText on background has a contrast of 4.47:1 in the light theme, not 4.5:1',
    );
  });

  test('however a colour is written', () => {
    const yellows = ['#ff0', '#ff0f', '#ffff00', '#ffff00ff', 'yellow', 'rgb(255 255 0)', 'rgb(100% 100% 0%)'];
    for (const accent of [...yellows, 'hsl(60 100% 50%)', 'hsl(60deg 100% 50% / 1)']) {
      const [issue] = appearanceContrastIssues({ light: { accent, accentText: 'white' } });
      assert.match(issue ?? '', /accentText on accent has a contrast of 1\.07:1/, accent);
    }
  });

  test('when text lets what is behind it through', () => {
    for (const text of ['#00000080', '#0008', 'rgb(0 0 0 / 0.5)', 'hsl(0 0% 0% / 50%)', 'transparent']) {
      assert.ok(pairsOf({ light: { text } }).includes('light: text on background'), text);
    }
    assert.deepEqual(pairsOf({ light: { text: '#000000e0' } }), []);
  });
});

test('the text that the style sheet chooses for a button can be read on every accent', () => {
  for (let level = 0; level < 256; level++) {
    for (const accent of [`rgb(${level} ${level} ${level})`, `rgb(${level} 80 200)`, `rgb(40 ${level} 90)`]) {
      assert.deepEqual(pairsOf({ accent }), [], accent);
    }
  }
});
