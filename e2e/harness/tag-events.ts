import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { TAG_EVENT_TYPES, type TagEventType } from '../../widget/element/event-types.ts';

/** One event of a tag: its type, and the fields that its class adds to `Event`. */
export interface TagEvent {
  readonly type: string;
  /** The `id` of the tag. */
  readonly tag: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

declare global {
  interface Window {
    tagEvents?: TagEvent[];
  }
}

/**
 * Records every event of every tag on a top-level page, with listeners on the document.
 *
 * It runs in the page before the page's own scripts. It is sent there as source text, so it cannot use imports or outer
 * variables.
 */
export function installTagEventRecorder(types: readonly string[]): void {
  if (window !== window.top) return;
  const recorded: TagEvent[] = [];
  window.tagEvents = recorded;
  for (const type of types) {
    document.addEventListener(type, (event) => {
      const tag = event.target;
      if (!(tag instanceof HTMLElement) || tag.localName !== 'embed-connection') return;
      const fields = Object.entries(event).filter(([name]) => name !== 'isTrusted');
      recorded.push({ type, tag: tag.id, fields: Object.fromEntries(fields) });
    });
  }
}

/** Runs {@link installTagEventRecorder} in every document of a Playwright page. */
export async function recordTagEvents(page: Page): Promise<void> {
  await page.addInitScript(installTagEventRecorder, TAG_EVENT_TYPES);
}

/** The events so far, of one type or of all types. */
export async function tagEvents(page: Page, type?: TagEventType): Promise<readonly TagEvent[]> {
  const events = await page.evaluate(() => window.tagEvents ?? []);
  return type === undefined ? events : events.filter((event) => event.type === type);
}

/** Waits for `count` events of a type, and returns the fields of the last one. */
export async function waitForTagEvent(page: Page, type: TagEventType, count = 1): Promise<TagEvent['fields']> {
  await expect
    .poll(async () => (await tagEvents(page, type)).length, { message: `events of type ${type}` })
    .toBeGreaterThanOrEqual(count);
  return (await tagEvents(page, type)).at(-1)?.fields ?? {};
}

/** The status in the tag's last status event. */
export async function lastStatus(page: Page, tag = ''): Promise<unknown> {
  const statuses = (await tagEvents(page, 'connection-status-change')).filter((event) => event.tag === tag);
  const connection = statuses.at(-1)?.fields['connection'];
  return typeof connection === 'object' && connection !== null && 'status' in connection
    ? connection.status
    : undefined;
}
