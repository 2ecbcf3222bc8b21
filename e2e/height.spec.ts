import type { Page } from '@playwright/test';

import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { recordingOf } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY, WRONG_KEY } from './harness/providers.ts';
import { expect, IN_ONE_ENGINE, LONG_RUNS_ONLY, test } from './harness/test.ts';

/** In this time, a loop of height messages and resizes would repeat about a hundred times. */
const WATCH_MS = 2000;

/** Every height that the host has received, with its time. */
async function heights(page: Page): Promise<readonly { readonly height: number; readonly at: number }[]> {
  const { messages } = await recordingOf(page);
  return messages.flatMap(({ data, at }) => {
    const found = /"?height"?:(\d+)/.exec(typeof data === 'string' ? data : JSON.stringify(data));
    return found ? [{ height: Number(found[1]), at }] : [];
  });
}

/** Collects the heights of {@link WATCH_MS}, and fails if they both grow and shrink. */
async function expectToSettle(page: Page, since: number): Promise<readonly number[]> {
  await page.waitForFunction((until) => performance.now() > until, since + WATCH_MS);
  const received = (await heights(page)).filter(({ at }) => at >= since).map(({ height }) => height);
  const steps = received.slice(1).map((height, index) => Math.sign(height - (received[index] ?? 0)));
  expect(new Set(steps).size, `one direction only: ${received.join(', ')}`).toBeLessThanOrEqual(1);
  return received;
}

const now = (page: Page) => page.evaluate(() => performance.now());

for (const width of [320, 600]) {
  for (const { name, open } of [
    { name: 'Workato', open: openWorkatoHost },
    { name: 'Pandium', open: openPandiumHost },
  ]) {
    const runs =
      width === 320 && name === 'Workato' ? {} : width === 600 && name === 'Pandium' ? IN_ONE_ENGINE : LONG_RUNS_ONLY;
    test(
      `at ${width} px, the height settles in every state, for a host of ${name} that applies each height`,
      runs,
      async ({ page, stack }) => {
        const { dialog } = await open(page, stack, { width });
        await expect(dialog.heading('form.title')).toBeVisible();
        expect(await expectToSettle(page, 0)).not.toEqual([]);

        const beforeRefusal = await now(page);
        await dialog.submit(KEY_LABEL, WRONG_KEY);
        await expect(dialog.frame.getByRole('alert')).toBeVisible();
        const settledAt = await now(page);
        await expectToSettle(page, settledAt);
        expect((await heights(page)).some(({ at }) => at > beforeRefusal)).toBe(true);

        await dialog.submit(KEY_LABEL, RIGHT_KEY);
        await expect(dialog.heading('connected.title')).toBeVisible();
        await expectToSettle(page, await now(page));

        const last = (await heights(page)).at(-1)?.height;
        const content = await dialog.content();
        const box = await content.evaluate(() => {
          const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
          return { scrollHeight, clientHeight, overflow: scrollWidth - clientWidth };
        });
        expect(box).toEqual({ scrollHeight: last, clientHeight: last, overflow: 0 });
      },
    );
  }
}
