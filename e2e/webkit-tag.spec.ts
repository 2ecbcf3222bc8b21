import { z } from 'zod';

import { KEY_LABEL, RIGHT_KEY, SYSTEM, WRONG_KEY } from './harness/system.ts';
import { recordTags } from './harness/tag-events.ts';
import type { Stack } from './harness/stack.ts';
import { tagHtml, tagPage } from './host-pages/tag-page.ts';
import type { BrowsingContext } from './webdriver/browsing-context.ts';
import { recorded, withScripts } from './webdriver/host-recorder.ts';
import { findNamed } from './webdriver/named-element.ts';
import { until } from './webdriver/until.ts';
import { WebKitDialog } from './webdriver/webkit-dialog.ts';
import { expect, test } from './webdriver/webkit-test.ts';

const FRAME = 'embed-connection >>> iframe';

const events = z.array(z.object({ type: z.string(), fields: z.record(z.string(), z.unknown()) }));

interface PageOptions {
  readonly customer: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Adds a page with a tag, whose tokens come from the product's endpoint unless it has one. Returns its address. */
function tagAddress(stack: Stack, { customer, attributes = {} }: PageOptions): string {
  const html = tagPage({
    script: new URL('/embed-connection.js', stack.server.url).href,
    body: tagHtml({
      src: stack.tagSource(SYSTEM.connector),
      ...('token' in attributes ? {} : { 'token-url': stack.tokenEndpoint(customer) }),
      ...attributes,
    }),
  });
  return stack.hostOrigin + stack.host.add({ html: () => withScripts(recorded(html), recordTags) });
}

/** The events of the tags of a page until now, without those of heights. */
async function heard(page: BrowsingContext) {
  const all = events.parse(await page.execute(() => window.tagEvents ?? []));
  return all.filter(({ type }) => type !== 'height-change');
}

async function hear(page: BrowsingContext, wanted: string) {
  return until(`an event ${wanted}`, async () => (await heard(page)).findLast(({ type }) => type === wanted), {
    timeoutMs: 15_000,
  });
}

/** Does something in the dialog of the tag. */
async function inDialog(page: BrowsingContext, use: (dialog: WebKitDialog) => Promise<void>): Promise<void> {
  await page.frame(FRAME, (frame) => use(new WebKitDialog(frame, SYSTEM.title)));
}

test('a person connects in a tag, with a wrong key first, and the page hears of it', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, WRONG_KEY);
    await dialog.alert('problem.invalid_credentials.title');
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
  });
  const { fields } = await hear(webkit, 'success');
  expect(fields).toMatchObject({ connection: { connector: SYSTEM.connector, connected: true, verified: true } });
  expect(fields['receipt']).toMatch(/^eyJ/);
  expect((await heard(webkit)).map(({ type }) => type)).toEqual([
    'ready',
    'connection-status-change',
    'connection-status-change',
    'connection-status-change',
    'success',
  ]);
});

test('a person connects in a modal tag and leaves it, and the focus is where it was', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer(), attributes: { mode: 'modal' } }));
  await webkit.execute(() => {
    const opener = document.querySelector<HTMLElement>('#opener');
    opener?.addEventListener('click', () => {
      (document.querySelector('embed-connection') as unknown as { open(): void }).open();
    });
    opener?.focus();
    opener?.click();
  });
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
    await (await dialog.button('action.done')).click();
  });
  expect((await hear(webkit, 'exit')).fields).toEqual({ reason: 'finished' });
  expect(await webkit.execute(() => document.activeElement?.id)).toBe('opener');
});

test('Escape inside the frame of a modal leaves it, once', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer(), attributes: { mode: 'modal' } }));
  await webkit.execute(() => {
    (document.querySelector('embed-connection') as unknown as { open(): void }).open();
  });
  await webkit.frame(FRAME, async (frame) => {
    await (await new WebKitDialog(frame, SYSTEM.title).field(KEY_LABEL)).click();
    await frame.keyboard.press('Escape');
  });
  await hear(webkit, 'exit');
  expect((await heard(webkit)).filter(({ type }) => type === 'exit').map(({ fields }) => fields)).toEqual([
    { reason: 'escape' },
  ]);
  expect(await webkit.findAll('embed-connection')).toHaveLength(1);
});

test('a session that ends is renewed from the endpoint, and nothing typed is lost', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await inDialog(webkit, async (dialog) => {
    await (await dialog.field(KEY_LABEL)).click();
    await dialog.frame.keyboard.type(RIGHT_KEY);
    stack.expireSessions();
    await (await dialog.button('form.submit')).click();
    await dialog.heading('connected.title');
  });
  await hear(webkit, 'success');
  expect((await heard(webkit)).filter(({ type }) => type === 'ready' || type === 'error')).toHaveLength(1);
});

test('a session that ends is renewed with the token that the page sets', async ({ webkit, stack }) => {
  const customer = stack.newCustomer();
  const token = await stack.tagToken(customer);
  await webkit.navigate(tagAddress(stack, { customer, attributes: { token } }));
  await webkit.execute((path: string) => {
    const tag = document.querySelector('embed-connection');
    tag?.addEventListener('token-expired', () => {
      void fetch(path)
        .then((answer) => answer.json())
        .then((answer: { token: string }) => tag.setAttribute('token', answer.token));
    });
  }, stack.tokenEndpoint(customer));
  await inDialog(webkit, async (dialog) => {
    await (await dialog.field(KEY_LABEL)).click();
    await dialog.frame.keyboard.type(RIGHT_KEY);
    stack.expireSessions();
    await (await dialog.button('form.submit')).click();
    await dialog.heading('connected.title');
  });
  expect((await heard(webkit)).filter(({ type }) => type === 'token-expired')).toHaveLength(1);
});

test('a tag that is moved, and one that comes back by the back button, load anew', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await inDialog(webkit, async (dialog) => {
    await dialog.heading('form.title');
  });
  await webkit.execute(() => {
    document.body.prepend(document.querySelector('embed-connection')!);
  });
  await until('a second ready', async () => (await heard(webkit)).filter(({ type }) => type === 'ready').length === 2);
  await webkit.navigate(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
  await webkit.back();
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
  });
});

test('a tag that the page’s policy blocks says what to add', async ({ webkit, stack }) => {
  const widget = stack.server.url.origin;
  const customer = stack.newCustomer();
  const html = tagPage({
    script: new URL('/embed-connection.js', widget).href,
    body: tagHtml({ src: stack.tagSource(SYSTEM.connector), token: await stack.tagToken(customer) }),
  });
  const page = stack.host.add({
    html: () => html,
    headers: { 'content-security-policy': `script-src ${widget}; frame-src 'self'` },
  });
  await webkit.navigate(stack.hostOrigin + page);
  await findNamed(webkit, 'button', 'Try again');
  const said = await webkit.execute(() => document.querySelector('embed-connection')?.shadowRoot?.textContent);
  expect(said).toContain(`frame-src ${widget}`);
});
