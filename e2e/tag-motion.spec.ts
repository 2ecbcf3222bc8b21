import { openTag } from './harness/open-tag.ts';
import { HANGING_PROVIDER, KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { expect, test as base } from './harness/test.ts';

const MOTION_PREFERENCES = [
  { wants: 'no motion', reducedMotion: 'reduce', firefoxPreference: 1, inPage: [], inFrame: [] },
  {
    wants: 'what there is of motion',
    reducedMotion: 'no-preference',
    firefoxPreference: 0,
    inPage: ['appear'],
    inFrame: ['turn'],
  },
] as const;

/** Names of all animations in a document and in its shadow trees, running or over. To be run in a page. */
function animations(): readonly string[] {
  const within = (root: ParentNode): string[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      getComputedStyle(element).animationName,
      ...(element.shadowRoot ? within(element.shadowRoot) : []),
    ]);
  // Elements that are not rendered have an empty one.
  return within(document).filter((name) => name !== 'none' && name !== '');
}

for (const { wants, reducedMotion, firefoxPreference, inPage, inFrame } of MOTION_PREFERENCES) {
  const test = base.extend({
    launchOptions: [
      async ({ launchOptions }, use) => {
        // Not every Firefox can be told by Playwright once it runs.
        const preferences = { ...launchOptions.firefoxUserPrefs, 'ui.prefersReducedMotion': firefoxPreference };
        await use({ ...launchOptions, firefoxUserPrefs: preferences });
      },
      { scope: 'worker' },
    ],
  });

  test(`a reader who wants ${wants} has that in a modal that waits`, async ({ page, stack }) => {
    await page.emulateMedia({ reducedMotion });
    const { dialog } = await openTag(page, stack, { provider: HANGING_PROVIDER, attributes: { mode: 'modal' } });
    await page.evaluate(() => document.querySelector('embed-connection')?.open());
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.button('checking.title')).toBeVisible();
    const content = await dialog.content();
    expect(await page.evaluate(animations)).toEqual(inPage);
    expect(await content.evaluate(animations)).toEqual(inFrame);
  });
}
