import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { icon, iconStyles } from './icon.ts';

const SVG = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>';
const OTHER_SVG = `${SVG}<!-- Another one -->`;
const BROKEN = 'data:image/png;base64,AAAA';

@customElement('test-icon')
class TestIcon extends LitElement {
  static override readonly styles = iconStyles;

  @property() source: string | undefined;

  protected override render() {
    return icon('hubspot', this.source);
  }
}

describe('an icon', () => {
  let element: TestIcon;

  beforeEach(() => {
    element = new TestIcon();
    document.body.append(element);
  });

  afterEach(() => element.remove());

  const show = async (source?: string) => {
    element.source = source;
    await element.updateComplete;
  };
  const image = () => element.renderRoot.querySelector('img');
  const letter = () => element.renderRoot.querySelector('.icon')?.textContent.trim();
  /** Waits until the image was loaded, or could not be. */
  const outcome = () =>
    new Promise<string>((resolve) => {
      for (const type of ['load', 'error']) image()?.addEventListener(type, () => resolve(type), { once: true });
    });
  const isShown = () => {
    const shown = image();
    ok(shown !== null);
    return getComputedStyle(shown).opacity === '1';
  };
  const box = () => {
    const { width, height } = element.renderRoot.querySelector('.icon')?.getBoundingClientRect() ?? {};
    return [width, height];
  };

  it('is the first letter of the name where there is no image', async () => {
    await show();
    equal(letter(), 'H');
    equal(image(), null);
  });

  it('is the image as soon as that is loaded, and its size does not change', async () => {
    await show(SVG);
    const before = box();
    equal(isShown(), false);
    equal(await outcome(), 'load');
    equal(isShown(), true);
    deepEqual(box(), before);
  });

  it('is the first letter where the image cannot be loaded', async () => {
    await show(BROKEN);
    const before = box();
    equal(await outcome(), 'error');
    equal(isShown(), false);
    equal(letter(), 'H');
    deepEqual(box(), before);
  });

  it('keeps the image inside its box', async () => {
    await show(SVG);
    await outcome();
    const { left, top, width, height } = image()?.getBoundingClientRect() ?? new DOMRect();
    const outer = element.renderRoot.querySelector('.icon')?.getBoundingClientRect() ?? new DOMRect();
    ok(left >= outer.left && top >= outer.top);
    ok(width > 0 && width <= outer.width && height <= outer.height);
  });

  it('follows the image', async () => {
    const seen: boolean[] = [];
    for (const source of [SVG, BROKEN, OTHER_SVG]) {
      await show(source);
      await outcome();
      seen.push(isShown());
    }
    deepEqual(seen, [true, false, true]);
  });

  it('is skipped by screen readers, because the name is beside it', async () => {
    await show(SVG);
    equal(element.renderRoot.querySelector('.icon')?.ariaHidden, 'true');
    equal(image()?.alt, '');
  });
});
