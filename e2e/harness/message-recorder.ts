import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** One message event of the page that embeds. */
export interface RecordedMessage {
  readonly origin: string;
  readonly data: unknown;
  /** Milliseconds since the page began to load. */
  readonly at: number;
}

/** What happened to a page that embeds, in order. */
export interface Recording {
  readonly messages: readonly RecordedMessage[];
  /** When a frame of the page had loaded, as {@link RecordedMessage.at}. */
  readonly frameLoads: readonly number[];
}

declare global {
  interface Window {
    recording?: Recording;
  }
}

/** Records every message that reaches a top-level page, from before its first script runs. A navigation starts again. */
export async function startRecording(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window !== window.top) return;
    const messages: RecordedMessage[] = [];
    const frameLoads: number[] = [];
    window.recording = { messages, frameLoads };
    window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) =>
      messages.push({ origin, data, at: performance.now() }),
    );
    document.addEventListener(
      'load',
      ({ target }) => {
        if (target instanceof HTMLIFrameElement) frameLoads.push(performance.now());
      },
      { capture: true },
    );
  });
}

/** What was recorded on a page until now. */
export async function recordingOf(page: Page): Promise<Recording> {
  const recording = await page.evaluate(() => window.recording);
  if (!recording) throw new Error('Nothing is recorded on this page.');
  return recording;
}

/** Waits until the page has received a message that fits, and returns all until then. */
export async function waitForMessages(
  page: Page,
  fits: (data: unknown) => boolean,
): Promise<readonly RecordedMessage[]> {
  await expect
    .poll(async () => (await recordingOf(page)).messages.some(({ data }) => fits(data)), {
      message: 'the message that was waited for',
    })
    .toBe(true);
  return (await recordingOf(page)).messages;
}
