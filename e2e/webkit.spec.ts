import { z } from 'zod';

import { translate } from './harness/dialog-page.ts';
import { expectPandiumMessages, isPandiumSuccess } from './harness/pandium-messages.ts';
import type { Stack } from './harness/stack.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER, WRONG_KEY } from './harness/providers.ts';
import { expectWorkatoMessages, isWorkatoMessage } from './harness/workato-messages.ts';
import { iframePage } from './host-pages/iframe-page.ts';
import type { IframePage } from './host-pages/iframe-page.ts';
import { waitForMessages, withRecorder, recordingOf } from './webdriver/page-recorder.ts';
import type { Session } from './webdriver/session.ts';
import { until } from './webdriver/until.ts';
import { WebKitDialog } from './webdriver/webkit-dialog.ts';
import { expect, test } from './webdriver/webkit-test.ts';

const FRAME = '[data-widget]';
const REFUSED = translate('problem.invalid_credentials.title_provider', { provider: KEY_PROVIDER.title });

const box = z.object({ innerHeight: z.number(), scrollHeight: z.number() });

/** Adds a host page with a text field before the iframe, and returns its address. */
function hostPage(stack: Stack, hostScript: IframePage['hostScript'], src: () => Promise<string>): string {
  const html = async () =>
    iframePage({ hostScript, src: await src() }).replace(
      '<header>',
      `<header><input id="host-field" /><script>document.getElementById('host-field').focus()</script>`,
    );
  return stack.hostOrigin + stack.host.add({ html: async () => withRecorder(await html()) });
}

async function workatoPage(stack: Stack): Promise<string> {
  const customer = stack.newCustomer();
  const id = await stack.createConnection(customer, KEY_PROVIDER.connector);
  return hostPage(stack, 'workato', () => stack.workatoFrameUrl(customer, id));
}

function pandiumPage(stack: Stack): string {
  const customer = stack.newCustomer();
  return hostPage(stack, 'pandium', () => stack.pandiumFrameUrl(customer, KEY_PROVIDER.connector));
}

/** Switches into the page's dialog and calls `use`. */
async function inDialog(page: Session, use: (dialog: WebKitDialog) => Promise<void>): Promise<void> {
  await page.frame(FRAME, (frame) => use(new WebKitDialog(frame, KEY_PROVIDER.title)));
}

/** Waits until the iframe is as tall as its content, and resolves to its height. */
async function settledHeight(page: Session): Promise<number> {
  return page.frame(FRAME, (frame) =>
    until('a frame as tall as its content', async () => {
      const { innerHeight, scrollHeight } = box.parse(
        await frame.execute(() => ({ innerHeight, scrollHeight: document.documentElement.scrollHeight })),
      );
      return innerHeight > 200 && scrollHeight === innerHeight && innerHeight;
    }),
  );
}

test('host code written for Workato receives the status messages of a refused key and of a connection', async ({
  webkit,
  stack,
}) => {
  await webkit.navigate(await workatoPage(stack));
  const status = await webkit.find('[data-status]');
  await expect.poll(() => status.getText()).toBe('sandbox: disconnected');

  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, WRONG_KEY);
    await dialog.alert('problem.invalid_credentials.title_provider');
  });
  await expect.poll(() => status.getText()).toBe(`sandbox: ${REFUSED}`);

  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
  });
  await expect.poll(() => status.getText()).toBe('sandbox: connected');

  const { messages, frameLoads } = await recordingOf(webkit);
  const statusAt = messages.find(({ data }) => isWorkatoMessage('connectionStatusChange')(data))?.at;
  expect(statusAt).toBeGreaterThanOrEqual(frameLoads[0] ?? Infinity);
  const told = expectWorkatoMessages(messages, { origin: stack.server.url.origin });
  expect(
    told.flatMap(({ type, payload }) =>
      type === 'connectionStatusChange' ? [[payload.connected, payload.error]] : [],
    ),
  ).toEqual([
    [false, undefined],
    [false, REFUSED],
    [true, undefined],
  ]);
});

test('host code written for Pandium receives the success message when a person connects with the keyboard alone', async ({
  webkit,
  stack,
}) => {
  await webkit.navigate(pandiumPage(stack));
  await webkit.click(await webkit.find('#host-field'));
  await inDialog(webkit, async (dialog) => {
    await dialog.heading('form.title');
    await webkit.press('Tab');
    await webkit.type(RIGHT_KEY);
    await webkit.press('Enter');
    await dialog.heading('connected.title');
  });
  const messages = await waitForMessages(webkit, isPandiumSuccess);
  expectPandiumMessages(messages, { origin: stack.server.url.origin });
});

test('for a host that applies each height, the iframe is as tall as its content in every state', async ({
  webkit,
  stack,
}) => {
  await webkit.navigate(pandiumPage(stack));
  const before = await settledHeight(webkit);
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, WRONG_KEY);
    await dialog.alert('problem.invalid_credentials.title_provider');
  });
  expect(await settledHeight(webkit)).toBeGreaterThan(before);
  await webkit.setViewport({ width: 320, height: 700 });
  await settledHeight(webkit);
  const { messages } = await recordingOf(webkit);
  expectPandiumMessages(messages, { origin: stack.server.url.origin });
});

test('the iframe gets the focus only when the person moves it there', async ({ webkit, stack }) => {
  await webkit.navigate(await workatoPage(stack));
  const hostField = await webkit.find('#host-field');
  await inDialog(webkit, async (dialog) => {
    await dialog.heading('form.title');
  });
  expect(await webkit.driver.switchTo().activeElement().getAttribute('id')).toBe('host-field');
  await webkit.type('still here');
  expect(await hostField.getProperty('value')).toBe('still here');

  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
  });
  expect(await hostField.getProperty('value')).toBe('still here');
});

test('after going back, the dialog loads again and connects', async ({ webkit, stack }) => {
  await webkit.navigate(await workatoPage(stack));
  await inDialog(webkit, async (dialog) => {
    await dialog.heading('form.title');
  });
  await webkit.navigate(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
  await webkit.back();
  await inDialog(webkit, async (dialog) => {
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await dialog.heading('connected.title');
  });
  const status = await webkit.find('[data-status]');
  await expect.poll(() => status.getText()).toBe('sandbox: connected');
});

test('the driver can read and close a window that the page opens, and return to the page', async ({
  webkit,
  stack,
}) => {
  const popup = stack.host.add({ html: () => '<!doctype html><title>Popup</title>' });
  const opener = `<!doctype html><title>Opener</title><button onclick="window.open('${popup}')">Open</button>`;
  await webkit.navigate(stack.hostOrigin + stack.host.add({ html: () => opener }));
  const [first = ''] = await webkit.driver.getAllWindowHandles();
  await webkit.click(await webkit.find('button'));
  const second = await until('a second window', async () =>
    (await webkit.driver.getAllWindowHandles()).find((handle) => handle !== first),
  );
  await webkit.driver.switchTo().window(second);
  await until('its page', async () => (await webkit.execute(() => document.title)) === 'Popup');
  expect(
    Buffer.from(await webkit.driver.takeScreenshot(), 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  await webkit.driver.close();
  expect(await webkit.driver.getAllWindowHandles()).toEqual([first]);
  await webkit.driver.switchTo().window(first);
  expect(await webkit.execute(() => document.title)).toBe('Opener');
});

const PAGE_ERRORS = [
  {
    name: 'an uncaught error',
    expected: /^uncaught: .*host broke/,
    provoke: () => {
      setTimeout(() => {
        throw new Error('host broke');
      });
    },
  },
  {
    name: 'a rejected promise',
    expected: /^uncaught: .*host broke/,
    provoke: () => void Promise.reject(new Error('host broke')),
  },
  {
    name: 'a violation of its policy',
    expected: /^policy violation: img-src/,
    provoke: () => {
      const policy = document.createElement('meta');
      policy.httpEquiv = 'content-security-policy';
      policy.content = "img-src 'none'";
      document.head.append(policy);
      new Image().src = '/forbidden.png';
    },
  },
];

for (const { name, expected, provoke } of PAGE_ERRORS) {
  test.describe('on a host page', () => {
    test.use({ expectedErrors: expected });

    test(`the session records ${name}, even after it leaves the page`, async ({ webkit, stack }) => {
      await webkit.navigate(pandiumPage(stack));
      await webkit.execute(provoke);
      await until('the page error', async () => (await webkit.pageErrors(undefined)).length > 0);
      await webkit.navigate('about:blank');
      const [first] = await webkit.pageErrors(undefined);
      expect(first).toMatch(expected);
    });
  });
}
