import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { contrastRatio } from '../../widget/protocol/contrast.ts';
import type { Rgb } from '../../widget/protocol/contrast.ts';
import { readImage } from '../config/images/read-image.ts';
import { brandIcon, MARK_BACKGROUNDS } from './brand-icon.ts';
import type { Brand } from './brand-icon.ts';
import { BRANDS } from './brands.ts';
import { CATALOGUE } from './catalogue.ts';

/** Connectors whose brands simple-icons does not have. Several asked to be removed from it. */
const WITHOUT_MARK = ['freshdesk', 'linkedin', 'microsoft-365', 'pipedrive', 'salesforce', 'sendgrid', 'slack'];

test('each connector of the catalogue has the mark of its brand, if there is one', () => {
  const without = [...CATALOGUE].flatMap(([name, { icon }]) => (icon === undefined ? [name] : []));
  assert.deepEqual(without.toSorted(), WITHOUT_MARK);
  const marks = new Set([...CATALOGUE.values()].flatMap(({ icon }) => icon ?? []));
  assert.deepEqual(
    [...marks].toSorted(),
    Object.keys(BRANDS)
      .map((brand) => brandIcon(brand as Brand))
      .toSorted(),
  );
});

test('the background of a mark is that of the dialog by default', async () => {
  const tokens = await readFile(new URL('../../widget/tokens.css', import.meta.url), 'utf8');
  const { light, dark } = MARK_BACKGROUNDS;
  assert.ok(tokens.includes(`--embed-surface: light-dark(${light}, ${dark});`));
});

describe('the mark of a brand', () => {
  for (const [brand, { light, dark, path }] of Object.entries(BRANDS)) {
    test(`is visible on light and dark pages (${brand})`, async () => {
      // WCAG 2.2, section 1.4.11.
      for (const [color, background] of [
        [light, MARK_BACKGROUNDS.light],
        [dark, MARK_BACKGROUNDS.dark],
      ] as const) {
        const ratio = contrastRatio(parseHex(color), parseHex(background));
        assert.ok(ratio >= 3, `${color} on ${background}: ${ratio}`);
      }
      const { bytes, contentType } = await readImage(brandIcon(brand as Brand));
      assert.equal(contentType, 'image/svg+xml');
      const style = `rect{fill:${MARK_BACKGROUNDS.light}}path{fill:${light}}@media(prefers-color-scheme:dark){rect{fill:${MARK_BACKGROUNDS.dark}}path{fill:${dark}}}`;
      for (const part of [`<style>${style}</style>`, `<path d="${path}"/>`]) assert.ok(bytes.includes(part), part);
    });
  }
});

function parseHex(hex: string): Rgb {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16) / 255);
  return [red, green, blue];
}
