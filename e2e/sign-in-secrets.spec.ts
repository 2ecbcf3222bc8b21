import type { Page } from '@playwright/test';

import { SANDBOX_CLIENT_SECRET } from '../server/sandbox/keys.ts';
import { openTag } from './harness/open-tag.ts';
import { recordingOf } from './harness/message-recorder.ts';
import { openSignInWindow } from './harness/sign-in-window.ts';
import { SIGN_IN_PROVIDER } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

/** The tokens that the sandbox issues and the server stores. */
const TOKEN = /sandbox-(?:access|refresh)-[\w-]+/;
const CODE = /sandbox-code-[\w-]+/;

/** One request or response of the browser, as text. */
interface Traffic {
  readonly url: string;
  readonly text: string;
}

/** Records all network traffic of a page. */
function recordTraffic(page: Page, traffic: Promise<Traffic>[]): void {
  page.on('request', (request) => {
    const text = async () => {
      const headers = JSON.stringify(await request.allHeaders());
      return { url: request.url(), text: `${request.url()} ${headers} ${request.postData() ?? ''}` };
    };
    traffic.push(text());
  });
  page.on('response', (response) => {
    const text = async () => {
      const headers = JSON.stringify(await response.allHeaders());
      // There is no body for a redirect, for an open stream, and after the window has closed.
      const body = await response.text().catch(() => '');
      return { url: response.url(), text: `${headers} ${body}` };
    };
    traffic.push(text());
  });
}

test('no page, message or network traffic of the browser contains a token, verifier or client secret', async ({
  page,
  stack,
  context,
}) => {
  const traffic: Promise<Traffic>[] = [];
  const pages: Page[] = [];
  context.on('page', (opened) => {
    pages.push(opened);
    recordTraffic(opened, traffic);
  });
  recordTraffic(page, traffic);
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  const window = await openSignInWindow(page, dialog);
  await expect(window.page.getByRole('button', { name: 'Allow' })).toBeVisible();
  const documents = [await window.page.content()];
  await window.allow();
  await waitForTagEvent(page, 'success');
  await expect(dialog.heading('connected.title')).toBeVisible();
  documents.push(await page.content(), await (await dialog.content()).content());
  const said = JSON.stringify([await tagEvents(page), (await recordingOf(page)).messages, documents]);
  const seen = await Promise.all(traffic);

  // Proves that the recorder works: it has the callback with the code.
  const callbacks = seen.filter(({ url }) => url.includes('/oauth/callback/'));
  expect(callbacks.some(({ text }) => CODE.test(text))).toBe(true);
  expect(seen.some(({ text }) => text.includes('code_challenge='))).toBe(true);

  const whole = seen.map(({ text }) => text).join('\n') + said;
  expect(whole).not.toMatch(TOKEN);
  expect(whole).not.toContain(SANDBOX_CLIENT_SECRET);
  expect(whole).not.toContain('code_verifier');
  expect(said).not.toMatch(CODE);
  const elsewhere = seen.filter(({ url, text }) => CODE.test(text) && !isCallbackUrl(url, stack.sandbox.url));
  expect(elsewhere.map(({ url }) => url)).toEqual([]);

  const log = stack.log();
  expect(log).not.toMatch(TOKEN);
  expect(log).not.toMatch(CODE);
  expect(log).not.toContain(SANDBOX_CLIENT_SECRET);
  expect(log).not.toMatch(/ec[a-z]_[\w-]{30}/);
});

/** The provider's redirect and the callback request contain the code, as OAuth requires. */
function isCallbackUrl(url: string, systemUrl: string): boolean {
  return url.includes('/oauth/callback/') || url.startsWith(`${systemUrl}/oauth/`);
}
