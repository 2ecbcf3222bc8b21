import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** One `message` event of the host page. */
export interface RecordedMessage {
  readonly origin: string;
  readonly data: unknown;
  /** Milliseconds since the page began to load. */
  readonly at: number;
}

/** What a host page received, in order. */
export interface Recording {
  readonly messages: readonly RecordedMessage[];
  /** When each iframe's `load` event fired, in the unit of {@link RecordedMessage.at}. */
  readonly frameLoads: readonly number[];
}

declare global {
  interface Window {
    recording?: Recording;
  }
}

/**
 * Records every message that a top-level page receives, starting before the page's first script. Each navigation starts
 * a new recording.
 */
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

/** Returns what has been recorded on a page so far. */
export async function recordingOf(page: Page): Promise<Recording> {
  const recording = await page.evaluate(() => window.recording);
  if (!recording) throw new Error('Nothing is recorded on this page.');
  return recording;
}

/** Waits until the page has received a matching message, and returns all messages so far. */
export async function waitForMessages(
  page: Page,
  matches: (data: unknown) => boolean,
): Promise<readonly RecordedMessage[]> {
  await expect
    .poll(async () => (await recordingOf(page)).messages.some(({ data }) => matches(data)), {
      message: 'a matching message',
    })
    .toBe(true);
  return (await recordingOf(page)).messages;
}
