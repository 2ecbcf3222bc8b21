import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** One message event of the page that embeds. */
export interface RecordedMessage {
  readonly origin: string;
  readonly data: unknown;
  /** Milliseconds since the page began to load. */
  readonly at: number;
}

declare global {
  interface Window {
    recordedMessages?: RecordedMessage[];
  }
}

/** Records every message that reaches a top-level page, from before its first script runs. A navigation starts anew. */
export async function recordMessages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window !== window.top) return;
    const messages: RecordedMessage[] = [];
    window.recordedMessages = messages;
    window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) =>
      messages.push({ origin, data, at: performance.now() }),
    );
  });
}

/** What the page has received until now, in order. */
export async function recordedMessages(page: Page): Promise<readonly RecordedMessage[]> {
  const messages = await page.evaluate(() => window.recordedMessages);
  if (!messages) throw new Error('Nothing is recorded on this page.');
  return messages;
}

/** Waits until the page has received a message that fits, and returns all until then. */
export async function recordedUntil(
  page: Page,
  fits: (data: unknown) => boolean,
): Promise<readonly RecordedMessage[]> {
  await expect
    .poll(async () => (await recordedMessages(page)).some(({ data }) => fits(data)), {
      message: 'the message that was waited for',
    })
    .toBe(true);
  return recordedMessages(page);
}
