import { openTag } from './harness/open-tag.ts';
import { KEY_LABEL, RIGHT_KEY, WRONG_KEY } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

test('a moved tag loads again and requests a new token', async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, {
    tokenDelivery: 'provider',
    htmlAfter: '<main id="elsewhere"></main>',
  });
  await expect(dialog.heading('form.title')).toBeVisible();
  await page.evaluate(() => {
    document.querySelector('#elsewhere')?.append(document.querySelector('embed-connection')!);
  });
  await waitForTagEvent(page, 'ready', 2);
  await expect(dialog.heading('form.title')).toBeVisible();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  expect(await tagEvents(page, 'success')).toHaveLength(1);
});

test('a tag that is moved with moveBefore keeps its dialog', async ({ page, stack, browserName }) => {
  test.skip(browserName === 'firefox', 'Firefox reloads every iframe in a shadow tree that moves.');
  const { dialog } = await openTag(page, stack, { htmlAfter: '<main id="elsewhere"></main>' });
  await dialog.field(KEY_LABEL).fill(WRONG_KEY);
  const moved = await page.evaluate(() => {
    const target = document.querySelector('#elsewhere');
    if (!target || !('moveBefore' in target)) return false;
    target.moveBefore(document.querySelector('embed-connection')!, null);
    return true;
  });
  test.skip(!moved, 'This browser has no moveBefore.');
  await expect(dialog.field(KEY_LABEL)).toHaveValue(WRONG_KEY);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  expect(await tagEvents(page, 'ready')).toHaveLength(1);
});

test('a removed tag leaves nothing behind, and works when it is inserted again', async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, { tokenDelivery: 'provider' });
  await expect(dialog.heading('form.title')).toBeVisible();
  const removed = await page.evaluateHandle(() => {
    const tag = document.querySelector('embed-connection')!;
    tag.remove();
    return tag;
  });
  await expect.poll(() => page.frames().length).toBe(1);
  await page.evaluate((tag) => {
    document.body.append(tag);
  }, removed);
  await expect(dialog.heading('form.title')).toBeVisible();
  expect(await tagEvents(page, 'ready')).toHaveLength(2);
});

test(
  'a tag with a single token does not send it twice, but fires token-expired',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog, customer } = await openTag(page, stack, { htmlAfter: '<main id="elsewhere"></main>' });
    await expect(dialog.heading('form.title')).toBeVisible();
    expect(await tagEvents(page, 'token-expired')).toEqual([]);
    await page.evaluate(() => {
      document.querySelector('#elsewhere')?.append(document.querySelector('embed-connection')!);
    });
    await waitForTagEvent(page, 'token-expired');
    const token = await stack.createTagToken(customer);
    await page.evaluate((value) => document.querySelector('embed-connection')?.setAttribute('token', value), token);
    await expect(dialog.heading('form.title')).toBeVisible();
  },
);

test('back and forward load a working dialog with a new token', async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, { tokenDelivery: 'url' });
  await expect(dialog.heading('form.title')).toBeVisible();
  // An unload listener keeps both pages out of the back-forward cache, which tag-page-cache.spec.ts tests.
  const unload = `addEventListener('unload', () => undefined)`;
  await page.evaluate(unload);
  const elsewhere = stack.host.add({ html: () => `<title>Elsewhere</title><script>${unload}</script>` });
  await page.goto(stack.hostOrigin + elsewhere);
  await page.goBack();
  await expect(dialog.heading('form.title')).toBeVisible();
  await page.evaluate(unload);
  await page.goForward();
  await expect(page).toHaveTitle('Elsewhere');
  await page.goBack();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test(
  'reload() and a new src load again; theme and locale change without a load',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog } = await openTag(page, stack, { tokenDelivery: 'provider' });
    await dialog.field(KEY_LABEL).fill(WRONG_KEY);
    await page.evaluate(() => {
      const tag = document.querySelector('embed-connection')!;
      tag.setAttribute('theme', 'dark');
      tag.setAttribute('locale', 'de');
      tag.appearance = { accent: '#c2185b', background: 'url(https://example.com/x)', dark: { accent: '#f48fb1' } };
    });
    const content = await dialog.content();
    await content.waitForFunction(() => document.documentElement.lang === 'de');
    const look = await content.evaluate(() => ({
      theme: document.documentElement.dataset['theme'],
      accent: getComputedStyle(document.documentElement).getPropertyValue('--embed-accent'),
      background: getComputedStyle(document.documentElement).backgroundColor,
    }));
    expect(look).toEqual({ theme: 'dark', accent: '#f48fb1', background: 'rgb(21, 23, 28)' });
    await expect(dialog.field('API-Schlüssel')).toHaveValue(WRONG_KEY);
    await expect(dialog.frame.getByRole('button', { name: 'Verbinden', exact: true })).toBeVisible();
    expect(await tagEvents(page, 'ready')).toHaveLength(1);

    await page.evaluate(() => {
      document.querySelector('embed-connection')?.reload();
    });
    await waitForTagEvent(page, 'ready', 2);
    await expect(dialog.field('API-Schlüssel')).toHaveValue('');
    await page.evaluate(
      (src) => document.querySelector('embed-connection')?.setAttribute('src', src),
      stack.connectorPageUrl('sandbox-basic'),
    );
    await waitForTagEvent(page, 'ready', 3);
    await expect(dialog.frame.getByLabel('Benutzername', { exact: true })).toBeVisible();
  },
);
