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
 * Records a page's messages, iframe loads and errors, starting before its first script.
 *
 * WebDriver cannot run a script before the page's own scripts, so the page itself must contain the recorder.
 */
function installRecorder(): void {
  const messages: RecordedMessage[] = [];
  const frameLoads: number[] = [];
  const errors: string[] = [];
  window.recording = { messages, frameLoads };
  window.pageErrors = errors;
  window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) =>
    messages.push({ origin, data, at: performance.now() }),
  );
  window.addEventListener('error', (event) => {
    // Elements fire `error` events too, but not ErrorEvents.
    if (event instanceof ErrorEvent) errors.push(`uncaught: ${event.message}`);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => errors.push(`uncaught: ${String(reason)}`));
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
    errors.push(`policy violation: ${effectiveDirective} ${blockedURI} ${sourceFile}`),
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
 * Returns the page with a function that runs before all other scripts. The function is inserted as source text, so it
 * cannot use imports or outer variables.
 */
export function withScript<Argument>(html: string, script: (argument: Argument) => void, argument: Argument): string {
  const element = `<script>(${script.toString()})(${JSON.stringify(argument)});</script>`;
  const head = '<head>';
  if (!html.includes(head)) throw new TypeError(`The page has no ${head}.`);
  return html.replace(head, () => head + element);
}

/** Returns the page with a recorder, for {@link recordingOf} and {@link pageErrorsOf}. */
export function withRecorder(html: string): string {
  return withScript(html, installRecorder, undefined);
}

/** Returns what has been recorded in the page so far. */
export async function recordingOf(page: Session): Promise<Recording> {
  return recordingSchema.parse(await page.execute(() => window.recording));
}

/** Waits until the page has received a matching message, and returns all messages so far. */
export async function waitForMessages(
  page: Session,
  matches: (data: unknown) => boolean,
): Promise<readonly RecordedMessage[]> {
  return until('a matching message', async () => {
    const { messages } = await recordingOf(page);
    return messages.some(({ data }) => matches(data)) && messages;
  });
}

/** The page's errors so far. Empty for a page without a recorder. */
export async function pageErrorsOf(page: Session): Promise<readonly string[]> {
  return z.array(z.string()).parse(await page.execute(() => window.pageErrors ?? []));
}
