import { By } from 'selenium-webdriver';
import { z } from 'zod';

import { TAG_EVENT_TYPES, type TagEventType } from '../widget/element/event-types.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER, WRONG_KEY } from './harness/providers.ts';
import { installTagEventRecorder } from './harness/tag-events.ts';
import { EXCHANGE, recordRequests, requestsIn } from './harness/server-requests.ts';
import type { Stack } from './harness/stack.ts';
import { tagHtml, tagPage } from './host-pages/tag-page.ts';
import { withRecorder, withScript } from './webdriver/page-recorder.ts';
import { findByName } from './webdriver/named-element.ts';
import type { Session } from './webdriver/session.ts';
import { until } from './webdriver/until.ts';
import { WebKitDialog } from './webdriver/webkit-dialog.ts';
import { expect, test } from './webdriver/webkit-test.ts';

const FRAME = 'embed-connection >>> iframe';

const eventsSchema = z.array(
  z.object({ type: z.string(), tag: z.string(), fields: z.record(z.string(), z.unknown()) }),
);

interface PageOptions {
  readonly customer: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** HTML after the tag. */
  readonly after?: string;
}

/**
 * Adds a page with a tag and returns its address. Unless `attributes` say otherwise, tokens come from the token
 * endpoint.
 */
function tagAddress(stack: Stack, { customer, attributes = {}, after = '' }: PageOptions): string {
  const html = tagPage({
    script: new URL('/embed-connection.js', stack.server.url).href,
    body:
      tagHtml({
        src: stack.connectorPageUrl(KEY_PROVIDER.connector),
        ...('token' in attributes ? {} : { 'token-url': stack.addTokenEndpoint(customer) }),
        ...attributes,
      }) + after,
  });
  return stack.hostOrigin + stack.host.add({ html: () => withTagEventRecorder(withRecorder(html)) });
}

function withTagEventRecorder(html: string): string {
  return withScript(html, installTagEventRecorder, TAG_EVENT_TYPES);
}

/** The tag events of a page so far, without `height-change`. */
async function recordedEvents(page: Session) {
  const all = eventsSchema.parse(await page.execute(() => window.tagEvents ?? []));
  return all.filter(({ type }) => type !== 'height-change');
}

async function recordedEventsOfType(page: Session, wanted: TagEventType) {
  return (await recordedEvents(page)).filter(({ type }) => type === wanted);
}

async function waitForEvent(page: Session, wanted: TagEventType) {
  return until(`an event ${wanted}`, async () => (await recordedEventsOfType(page, wanted)).at(-1), {
    timeoutMs: 15_000,
  });
}

/** Switches into the tag's dialog and calls `use`. */
async function inDialog(page: Session, use: (dialog: WebKitDialog) => Promise<void>, selector = FRAME): Promise<void> {
  await page.frame(selector, (frame) => use(new WebKitDialog(frame, KEY_PROVIDER.title)));
}

async function connect(page: Session, selector = FRAME): Promise<void> {
  await inDialog(
    page,
    async (dialog) => {
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await dialog.heading('connected.title');
    },
    selector,
  );
}

test('a person connects in a tag after a refused key, and the page receives the events', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, WRONG_KEY);
    await dialog.alert('problem.invalid_credentials.title_provider');
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
  });
  const { fields } = await waitForEvent(webkit, 'success');
  expect(fields).toMatchObject({ connection: { connector: KEY_PROVIDER.connector, connected: true, verified: true } });
  expect(fields['receipt']).toMatch(/^eyJ/);
  expect((await recordedEvents(webkit)).map(({ type }) => type)).toEqual([
    'ready',
    'connection-status-change',
    'connection-status-change',
    'connection-status-change',
    'success',
  ]);
});

test('a second view in a tag requests nothing but the exchange of its token', async ({ webkit, stack }) => {
  const address = tagAddress(stack, { customer: stack.newCustomer() });
  await webkit.navigate(address);
  await waitForEvent(webkit, 'ready');
  await until('the exchange', () => Promise.resolve(EXCHANGE.test(requestsIn(stack.log()).at(-1) ?? '')));
  const requests = recordRequests(stack);
  await webkit.navigate(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
  await webkit.navigate(address);
  await waitForEvent(webkit, 'ready');
  await until('the exchange', () => Promise.resolve(requests().length > 0));
  expect(requests()).toEqual([expect.stringMatching(EXCHANGE)]);
});

test('a person connects in a modal tag and leaves it, and the focus returns', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer(), attributes: { mode: 'modal' } }));
  await webkit.execute(() => {
    const opener = document.querySelector<HTMLElement>('#opener');
    opener?.addEventListener('click', () => {
      document.querySelector('embed-connection')?.open();
    });
    opener?.focus();
    opener?.click();
  });
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
    await dialog.frame.click(await dialog.button('action.done'));
  });
  expect((await waitForEvent(webkit, 'exit')).fields).toEqual({ reason: 'finished' });
  expect(await webkit.execute(() => document.activeElement?.id)).toBe('opener');
});

test("Escape inside a modal's iframe closes it with one exit event", async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer(), attributes: { mode: 'modal' } }));
  await webkit.execute(() => {
    document.querySelector('embed-connection')?.open();
  });
  await webkit.frame(FRAME, async (frame) => {
    await frame.click(await new WebKitDialog(frame, KEY_PROVIDER.title).field(KEY_LABEL));
    await frame.press('Escape');
  });
  await waitForEvent(webkit, 'exit');
  expect((await recordedEventsOfType(webkit, 'exit')).map(({ fields }) => fields)).toEqual([{ reason: 'escape' }]);
  expect(await webkit.driver.findElements(By.css('embed-connection'))).toHaveLength(1);
});

/** The ways to deliver a new token. */
const TOKEN_DELIVERIES = [
  { way: 'from the endpoint', hasToken: false, prepare: () => undefined, told: 0 },
  {
    way: 'by the provider',
    hasToken: false,
    prepare: (path: string) => {
      const tag = document.querySelector('embed-connection');
      if (!tag) return;
      tag.removeAttribute('token-url');
      tag.tokenProvider = () =>
        fetch(path)
          .then((response) => response.json())
          .then(({ token }: { token: string }) => token);
    },
    told: 0,
  },
  {
    way: 'with the token that the page sets',
    hasToken: true,
    prepare: (path: string) => {
      const tag = document.querySelector('embed-connection');
      tag?.addEventListener('token-expired', () => {
        void fetch(path)
          .then((response) => response.json())
          .then(({ token }: { token: string }) => tag.setAttribute('token', token));
      });
    },
    told: 1,
  },
] as const;

for (const { way, hasToken, prepare, told } of TOKEN_DELIVERIES) {
  test(`an expired session is refreshed ${way}, and the typed text stays`, async ({ webkit, stack }) => {
    const customer = stack.newCustomer();
    const attributes = hasToken ? { token: await stack.createTagToken(customer) } : {};
    await webkit.navigate(tagAddress(stack, { customer, attributes }));
    await waitForEvent(webkit, 'connection-status-change');
    await webkit.execute(prepare, stack.addTokenEndpoint(customer));
    await inDialog(webkit, async (dialog) => {
      await dialog.frame.click(await dialog.field(KEY_LABEL));
      await dialog.frame.type(RIGHT_KEY);
      stack.expireSessions();
      await dialog.frame.click(await dialog.button('form.submit'));
      await dialog.heading('connected.title');
    });
    await waitForEvent(webkit, 'success');
    expect(await recordedEventsOfType(webkit, 'token-expired')).toHaveLength(told);
    expect(await recordedEventsOfType(webkit, 'ready')).toHaveLength(1);
    expect(await recordedEventsOfType(webkit, 'error')).toEqual([]);
  });
}

test('a moved tag loads again', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await waitForEvent(webkit, 'connection-status-change');
  await webkit.execute(() => {
    document.body.prepend(document.querySelector('embed-connection')!);
  });
  await until('a second ready', async () => (await recordedEventsOfType(webkit, 'ready')).length === 2);
  await connect(webkit);
});

test('a removed tag removes its iframe, and works when it is inserted again', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await waitForEvent(webkit, 'connection-status-change');
  const framesMeanwhile = await webkit.execute(async () => {
    const tag = document.querySelector('embed-connection')!;
    tag.remove();
    await new Promise((resolve) => setTimeout(resolve));
    const frames = window.length;
    document.body.append(tag);
    return frames;
  });
  expect(framesMeanwhile).toBe(0);
  await until('a second ready', async () => (await recordedEventsOfType(webkit, 'ready')).length === 2);
  await connect(webkit);
});

test("two tags on one page serve two customers and ignore each other's messages", async ({ webkit, stack }) => {
  const [customer, other] = [stack.newCustomer(), stack.newCustomer()];
  const src = stack.connectorPageUrl(KEY_PROVIDER.connector);
  const after = tagHtml({ id: 'second', src, token: await stack.createTagToken(other) });
  await webkit.navigate(tagAddress(stack, { customer, attributes: { id: 'first' }, after }));
  // Both tags must be in view, because a click in an iframe does not scroll the page.
  await webkit.setViewport({ width: 1280, height: 1300 });
  await until('both', async () => (await recordedEventsOfType(webkit, 'connection-status-change')).length === 2);
  await connect(webkit, '#second >>> iframe');
  expect((await waitForEvent(webkit, 'success')).tag).toBe('second');
  expect(await recordedEventsOfType(webkit, 'success')).toHaveLength(1);
  expect(stack.connectionStatus(other, KEY_PROVIDER.connector)).toBe('connected');
  expect(stack.connectionStatus(customer, KEY_PROVIDER.connector)).toBe('disconnected');
});

test('a page from the back-forward cache still has its dialog and the typed text', async ({ webkit, stack }) => {
  await webkit.navigate(tagAddress(stack, { customer: stack.newCustomer() }));
  await inDialog(webkit, async (dialog) => {
    await dialog.frame.click(await dialog.field(KEY_LABEL));
    await dialog.frame.type(RIGHT_KEY);
  });
  await webkit.execute(() => {
    window.addEventListener('pageshow', ({ persisted }) => {
      document.title = persisted ? 'Kept' : 'Loaded anew';
    });
  });
  await webkit.navigate(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
  await webkit.back();
  await webkit.forward();
  expect(await webkit.execute(() => document.title)).toBe('Elsewhere');
  await webkit.back();
  expect(await webkit.execute(() => document.title)).toBe('Kept');
  await inDialog(webkit, async (dialog) => {
    await dialog.frame.click(await dialog.button('form.submit'));
    await dialog.heading('connected.title');
  });
  await waitForEvent(webkit, 'success');
  expect(await recordedEventsOfType(webkit, 'ready')).toHaveLength(1);
});

test.describe('if the page’s policy blocks the iframe', () => {
  test.use({ expectedErrors: /policy violation: frame-src/ });

  test('the tag tells the page what to add', async ({ webkit, stack }) => {
    const widget = stack.server.url.origin;
    const html = tagPage({
      script: new URL('/embed-connection.js', widget).href,
      body: tagHtml({
        src: stack.connectorPageUrl(KEY_PROVIDER.connector),
        token: await stack.createTagToken(stack.newCustomer()),
      }),
    });
    const page = stack.host.add({
      html: () => withTagEventRecorder(withRecorder(html)),
      headers: { 'content-security-policy': `script-src 'unsafe-inline' ${widget}; frame-src 'self'` },
    });
    await webkit.navigate(stack.hostOrigin + page);
    await findByName(webkit, 'button', 'Try again');
    const { fields } = await waitForEvent(webkit, 'load-error');
    expect(fields).toMatchObject({ reason: 'csp', message: expect.stringContaining(`frame-src ${widget}`) });
  });
});
