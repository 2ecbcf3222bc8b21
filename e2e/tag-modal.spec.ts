import type { Page } from '@playwright/test';

import { openTag } from './harness/open-tag.ts';
import type { TagOptions } from './harness/open-tag.ts';
import type { Stack } from './harness/stack.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

/** Opens a page that scrolls, with a modal tag and a button that opens it. */
async function openModal(page: Page, stack: Stack, options: TagOptions = {}) {
  const tag = await openTag(page, stack, {
    tokenDelivery: 'provider',
    attributes: { mode: 'modal' },
    htmlAfter: '<div id="long"></div>',
    ...options,
  });
  await page.evaluate(() => {
    const long = document.querySelector<HTMLElement>('#long')!;
    long.style.height = '4000px';
    const opener = document.querySelector<HTMLElement>('#opener')!;
    opener.style.position = 'fixed';
    opener.addEventListener('click', () => {
      document.querySelector('embed-connection')?.open();
    });
  });
  return { ...tag, opener: page.locator('#opener'), modal: page.getByRole('dialog') };
}

test('a modal loads nothing before it opens, connects, and closes with Done', async ({ page, stack }) => {
  const { dialog, opener, modal } = await openModal(page, stack);
  await expect(modal).toBeHidden();
  expect(page.frames()).toHaveLength(1);
  await opener.click();
  await expect(modal).toBeVisible();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  await dialog.button('action.done').click();
  await expect(modal).toBeHidden();
  await expect(opener).toBeFocused();
  await expect.poll(() => page.frames().length).toBe(1);
  expect((await tagEvents(page, 'exit')).map(({ fields }) => fields)).toEqual([{ reason: 'finished' }]);
  expect(await tagEvents(page, 'success')).toHaveLength(1);

  await opener.click();
  await expect(dialog.heading('connected.title')).toBeVisible();
});

const CLOSE_ACTIONS = [
  {
    name: 'Escape inside the frame',
    reason: 'escape',
    leave: async (page: Page, { dialog }: OpenedModal) => {
      await dialog.field(KEY_LABEL).click();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'Escape on the page',
    reason: 'escape',
    leave: async (page: Page, { modal }: OpenedModal) => {
      await modal.getByRole('button', { name: 'Close' }).focus();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'the close button',
    reason: 'closed',
    leave: (_: Page, { modal }: OpenedModal) => modal.getByRole('button', { name: 'Close' }).click(),
  },
  {
    name: 'close()',
    reason: 'closed',
    leave: (page: Page) =>
      page.evaluate(() => {
        document.querySelector('embed-connection')?.close();
      }),
  },
  {
    name: 'Cancel in the form',
    reason: 'cancelled',
    leave: (_: Page, { dialog }: OpenedModal) => dialog.button('action.cancel').click(),
  },
] as const;

type OpenedModal = Awaited<ReturnType<typeof openModal>>;

for (const { name, reason, leave } of CLOSE_ACTIONS) {
  test(`${name} closes a modal with one exit event, and restores the focus and the scroll position`, async ({
    page,
    stack,
  }) => {
    const opened = await openModal(page, stack);
    await page.evaluate(() => {
      window.scrollTo(0, 1234);
    });
    await opened.opener.focus();
    await page.keyboard.press('Enter');
    await expect(opened.dialog.heading('form.title')).toBeVisible();
    await page.mouse.wheel(0, 500);

    await leave(page, opened);
    await expect(opened.modal).toBeHidden();
    await expect(opened.opener).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(1234);
    await expect.poll(() => page.frames().length).toBe(1);
    expect((await tagEvents(page, 'exit')).map(({ fields }) => fields)).toEqual([{ reason }]);
    await page.mouse.wheel(0, 300);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(1234);
  });
}

test('a page whose body is the scroller keeps its scroll position too', async ({ page, stack }) => {
  const { dialog, modal, opener } = await openModal(page, stack, {
    htmlAfter: '<div id="long"></div><style>html, body { height: 100% } body { overflow-x: hidden }</style>',
  });
  await page.evaluate(() => {
    window.scrollTo(0, 1234);
  });
  await opener.click();
  await expect(dialog.heading('form.title')).toBeVisible();
  await page.mouse.wheel(0, 500);
  expect(await page.evaluate(() => window.scrollY)).toBe(1234);
  await modal.getByRole('button', { name: 'Close' }).click();
  await expect(modal).toBeHidden();
  expect(await page.evaluate(() => window.scrollY)).toBe(1234);
  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(1234);
});

test('an open modal that is removed unlocks the page', async ({ page, stack }) => {
  const { dialog, opener } = await openModal(page, stack);
  await opener.click();
  await expect(dialog.heading('form.title')).toBeVisible();
  await page.evaluate(() => {
    document.querySelector('embed-connection')?.remove();
  });
  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
});

test('a person opens a modal, connects and leaves with the keyboard alone', async ({ page, stack }) => {
  const { dialog, modal, opener } = await openModal(page, stack);
  const { keyboard } = page;
  await opener.focus();
  await keyboard.press('Enter');
  await expect(dialog.heading('form.title')).toBeVisible();
  await expect(dialog.field(KEY_LABEL)).toBeFocused();
  await keyboard.type(RIGHT_KEY);
  await keyboard.press('Enter');
  await expect(dialog.heading('connected.title')).toBeFocused();
  await keyboard.press('Escape');
  await expect(modal).toBeHidden();
  await expect(opener).toBeFocused();
  await waitForTagEvent(page, 'exit');
});
