import { de } from '../widget/locales/de.ts';
import { openPandiumHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

test('`lang` in the address sets the language', async ({ page, stack }) => {
  const { dialog } = await openPandiumHost(page, stack, { query: { lang: 'de' } });
  await expect(dialog.frame.locator('html')).toHaveAttribute('lang', 'de');
  const title = de['form.title'].replace('{provider}', KEY_PROVIDER.title);
  await expect(dialog.frame.getByRole('heading', { name: title })).toBeVisible();
});

test('a language without a translation falls back to an available one', async ({ page, stack }) => {
  const { dialog } = await openPandiumHost(page, stack, { query: { lang: 'tlh' } });
  await expect(dialog.heading('form.title')).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test(`\`theme=${theme}\` in the address sets the colours, even if the system prefers others`, async ({
    page,
    stack,
  }) => {
    await page.emulateMedia({ colorScheme: theme === 'dark' ? 'light' : 'dark' });
    const { dialog } = await openPandiumHost(page, stack, { query: { theme } });
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.heading('connected.title')).toBeVisible();
    const content = await dialog.content();
    const background = await content.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const [red = 0] = (/\d+/.exec(background) ?? []).map(Number);
    expect(red > 127 ? 'light' : 'dark').toBe(theme);
  });
}
