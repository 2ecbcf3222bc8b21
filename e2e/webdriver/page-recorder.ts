import { z } from 'zod';

import type { RecordedMessage, Recording } from '../harness/message-recorder.ts';
import type { Session } from './session.ts';
import { until } from './until.ts';

declare global {
  interface Window {
    /** Policy violations and uncaught errors. */
    pageErrors?: readonly string[];
  }
}

const recordingSchema = z.object({
  messages: z.array(z.object({ origin: z.string(), data: z.unknown(), at: z.number() })),
  frameLoads: z.array(z.number()),
});

/**
 * Records what {@link Recording} has and the troubles of a page, from its first script on.
 *
 * WebDriver cannot run a script before the page's own scripts, so the page itself must contain the recorder.
 */
function installRecorder(): void {
  const messages: RecordedMessage[] = [];
  const frameLoads: number[] = [];
  const troubles: string[] = [];
  window.recording = { messages, frameLoads };
  window.pageErrors = troubles;
  window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) =>
    messages.push({ origin, data, at: performance.now() }),
  );
  window.addEventListener('error', (event) => {
    // Elements of a page may have events of that name too.
    if (event instanceof ErrorEvent) troubles.push(`uncaught: ${event.message}`);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => troubles.push(`uncaught: ${String(reason)}`));
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
    troubles.push(`policy violation: ${effectiveDirective} ${blockedURI} ${sourceFile}`),
  );
  document.addEventListener(
    'load',
    ({ target }) => {
      if (target instanceof HTMLIFrameElement) frameLoads.push(performance.now());
    },
    { capture: true },
  );
}

/**
 * Puts a function into a page, which runs it before all other scripts. The function and its argument are sent as text, so
 * the function uses nothing from outside.
 */
export function withScript<Argument>(html: string, script: (argument: Argument) => void, argument: Argument): string {
  const element = `<script>(${script.toString()})(${JSON.stringify(argument)});</script>`;
  const head = '<head>';
  if (!html.includes(head)) throw new TypeError(`The page has no ${head}.`);
  return html.replace(head, () => head + element);
}

/** The page with a recorder in it, for {@link recordingOf} and for the watch over its troubles. */
export function withRecorder(html: string): string {
  return withScript(html, installRecorder, undefined);
}

/** What was recorded in the page until now. */
export async function recordingOf(page: Session): Promise<Recording> {
  return recordingSchema.parse(await page.execute(() => window.recording));
}

/** Waits until the page has received a message that fits, and returns all until then. */
export async function waitForMessages(
  page: Session,
  fits: (data: unknown) => boolean,
): Promise<readonly RecordedMessage[]> {
  return until('a message', async () => {
    const { messages } = await recordingOf(page);
    return messages.some(({ data }) => fits(data)) && messages;
  });
}

/** The troubles of the page until now. None for a page without a recorder. */
export async function pageErrorsOf(page: Session): Promise<readonly string[]> {
  return z.array(z.string()).parse(await page.execute(() => window.pageErrors ?? []));
}
