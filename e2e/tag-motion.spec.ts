import { openTag } from './harness/open-tag.ts';
import { HANGING_PROVIDER, KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { expect, test as base } from './harness/test.ts';

const MOTION_PREFERENCES = [
  { wants: 'no motion', reducedMotion: 'reduce', firefoxPreference: 1, inPage: [], inFrame: [] },
  {
    wants: 'motion',
    reducedMotion: 'no-preference',
    firefoxPreference: 0,
    inPage: ['appear'],
    inFrame: ['turn'],
  },
] as const;

/** The names of all animations in a document and its shadow trees. Runs in the page. */
function animations(): readonly string[] {
  const within = (root: ParentNode): string[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      getComputedStyle(element).animationName,
      ...(element.shadowRoot ? within(element.shadowRoot) : []),
    ]);
  // Elements that are not rendered have an empty name.
  return within(document).filter((name) => name !== 'none' && name !== '');
}

for (const { wants, reducedMotion, firefoxPreference, inPage, inFrame } of MOTION_PREFERENCES) {
  const test = base.extend({
    launchOptions: [
      async ({ launchOptions }, use) => {
        // Playwright cannot change this preference in every running Firefox.
        const preferences = { ...launchOptions.firefoxUserPrefs, 'ui.prefersReducedMotion': firefoxPreference };
        await use({ ...launchOptions, firefoxUserPrefs: preferences });
      },
      { scope: 'worker' },
    ],
  });

  test(`a loading modal respects a person's preference for ${wants}`, async ({ page, stack }) => {
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
