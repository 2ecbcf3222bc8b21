import { openTag } from './harness/open-tag.ts';
import { waitForMessages, recordingOf } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER, WRONG_KEY } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

/** Claims of a token that expired an hour ago. */
const LONG_AGO = () => {
  const issuedAt = Math.floor(Date.now() / 1000) - 3600;
  return { iat: issuedAt, exp: issuedAt + 300 };
};

test('a token that the page sets refreshes an expired session, and the typed text stays', async ({ page, stack }) => {
  const { dialog, endpoint } = await openTag(page, stack);
  await dialog.field(KEY_LABEL).fill(RIGHT_KEY);
  await page.evaluate((path) => {
    const tag = document.querySelector('embed-connection');
    tag?.addEventListener('token-expired', () => {
      void fetch(path)
        .then((response) => response.json())
        .then(({ token }: { token: string }) => tag.setAttribute('token', token));
    });
  }, endpoint);
  stack.expireSessions();
  await dialog.button('form.submit').click();
  await expect(dialog.heading('connected.title')).toBeVisible();
  expect(await tagEvents(page, 'token-expired')).toHaveLength(1);
  expect(await tagEvents(page, 'success')).toHaveLength(1);
  expect(await tagEvents(page, 'error')).toEqual([]);
  expect(await tagEvents(page, 'ready')).toHaveLength(1);
});

for (const tokenDelivery of ['url', 'provider'] as const) {
  test(`the token ${tokenDelivery} refreshes an expired session without the page's help`, async ({ page, stack }) => {
    const { dialog, endpoint } = await openTag(page, stack, { tokenDelivery });
    const asked: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === endpoint) asked.push(request.method());
    });
    await dialog.field(KEY_LABEL).fill(RIGHT_KEY);
    stack.expireSessions();
    await dialog.button('form.submit').click();
    await expect(dialog.heading('connected.title')).toBeVisible();
    expect(asked).toEqual(['GET']);
    expect(await tagEvents(page, 'token-expired')).toEqual([]);
    expect(await tagEvents(page, 'success')).toHaveLength(1);
    expect(await tagEvents(page, 'ready')).toHaveLength(1);
  });
}

test('without a token source, the dialog says that the session expired, and continues with a later token', async ({
  page,
  stack,
}) => {
  const { dialog, customer } = await openTag(page, stack);
  await dialog.field(KEY_LABEL).fill(WRONG_KEY);
  stack.expireSessions();
  await dialog.button('form.submit').click();
  await waitForTagEvent(page, 'token-expired');
  await expect(dialog.heading('problem.session_expired.title')).toBeVisible();
  expect(await waitForTagEvent(page, 'error')).toMatchObject({ code: 'session_expired' });

  const token = await stack.createTagToken(customer);
  await page.evaluate((value) => document.querySelector('embed-connection')?.setAttribute('token', value), token);
  await expect(dialog.field(KEY_LABEL)).toHaveValue(WRONG_KEY);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('the tag reports an expired token, and the dialog opens when the page sets another token', async ({
  page,
  stack,
}) => {
  const customer = stack.newCustomer();
  const { dialog } = await openTag(page, stack, { customer, token: await stack.createTagToken(customer, LONG_AGO()) });
  await waitForTagEvent(page, 'token-expired');
  expect(await tagEvents(page, 'error')).toEqual([]);
  const token = await stack.createTagToken(customer);
  await page.evaluate((value) => document.querySelector('embed-connection')?.setAttribute('token', value), token);
  await expect(dialog.heading('form.title')).toBeVisible();
  expect(await tagEvents(page, 'token-expired')).toHaveLength(1);
});

test('the tag asks an endpoint that returns expired tokens a second time, and then shows an error', async ({
  page,
  stack,
}) => {
  const customer = stack.newCustomer();
  let asked = 0;
  const endpoint = stack.host.add({
    html: async () => {
      asked += 1;
      return JSON.stringify({ access_token: await stack.createTagToken(customer, LONG_AGO()) });
    },
    headers: { 'content-type': 'application/json' },
  });
  const { dialog } = await openTag(page, stack, {
    customer,
    tokenDelivery: 'none',
    attributes: { 'token-url': endpoint },
  });
  await expect(dialog.heading('problem.token_expired.title')).toBeVisible();
  expect(await waitForTagEvent(page, 'error')).toMatchObject({ code: 'token_expired' });
  expect(asked).toBe(2);
});

test('the tag says that the token endpoint failed, and asks it again when the person tries again', async ({
  page,
  stack,
}) => {
  const customer = stack.newCustomer();
  let works = false;
  const endpoint = stack.host.add({
    html: async () => (works ? JSON.stringify({ token: await stack.createTagToken(customer) }) : 'not signed in'),
    headers: { 'content-type': 'application/json' },
  });
  const { dialog } = await openTag(page, stack, {
    customer,
    tokenDelivery: 'none',
    attributes: { 'token-url': endpoint },
  });
  expect(await waitForTagEvent(page, 'error')).toMatchObject({ code: 'token_unavailable' });
  works = true;
  await page.locator('embed-connection').getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.heading('form.title')).toBeVisible();
});

test('the dialog opens when a late token arrives', async ({ page, stack }) => {
  const customer = stack.newCustomer();
  const { dialog } = await openTag(page, stack, { customer, tokenDelivery: 'none' });
  await waitForTagEvent(page, 'ready');
  const token = await stack.createTagToken(customer);
  await page.evaluate((value) => document.querySelector('embed-connection')?.setAttribute('token', value), token);
  await expect(dialog.heading('form.title')).toBeVisible();
  expect(await tagEvents(page, 'error')).toEqual([]);
});

test("a token of another customer opens that customer's dialog", async ({ page, stack }) => {
  const { dialog, customer } = await openTag(page, stack);
  await dialog.field(KEY_LABEL).fill(WRONG_KEY);
  await expect(dialog.frame.getByText(customer)).toBeVisible();
  const other = stack.newCustomer();
  const token = await stack.createTagToken(other);
  await page.evaluate((value) => document.querySelector('embed-connection')?.setAttribute('token', value), token);
  await expect(dialog.frame.getByText(other)).toBeVisible();
  await expect(dialog.field(KEY_LABEL)).toHaveValue('');
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  expect(stack.connectionStatus(customer, KEY_PROVIDER.connector)).toBe('disconnected');
  expect(stack.connectionStatus(other, KEY_PROVIDER.connector)).toBe('connected');
});

test('no address, message or storage of the iframe contains a token or a bearer', async ({ page, stack }) => {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  const { dialog, customer } = await openTag(page, stack, { tokenDelivery: 'url' });
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  const heard = JSON.stringify(await page.evaluate(() => window.recording?.messages));
  expect(heard).not.toContain(RIGHT_KEY);
  expect(heard).not.toContain('ecs_');
  const token = await stack.createTagToken(customer);
  const header = token.slice(0, token.indexOf('.'));
  expect(addresses.filter((address) => address.includes(header))).toEqual([]);
  const content = await dialog.content();
  expect(await content.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
    '',
    0,
    0,
  ]);
});

test('a moved tag with a direct link does not send the used token again', async ({ page, stack }) => {
  const used: string[] = [];
  page.on('request', (request) => {
    const token = new URL(request.url()).searchParams.get('workato_dl_token');
    if (token !== null) used.push(token);
  });
  const customer = stack.newCustomer();
  const id = await stack.createConnection(customer, KEY_PROVIDER.connector);
  const address = async () => new URL(await stack.workatoFrameUrl(customer, id));
  const endpoint = stack.host.add({
    html: async () => JSON.stringify({ token: (await address()).searchParams.get('workato_dl_token') }),
    headers: { 'content-type': 'application/json' },
  });
  const { origin, pathname } = await address();
  const { dialog } = await openTag(page, stack, {
    src: origin + pathname,
    tokenDelivery: 'none',
    attributes: { 'token-url': endpoint },
    htmlAfter: '<main id="elsewhere"></main>',
  });
  await expect(dialog.heading('form.title')).toBeVisible();
  await page.evaluate(() => {
    document.querySelector('#elsewhere')?.append(document.querySelector('embed-connection')!);
  });
  await waitForTagEvent(page, 'ready', 2);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  expect(used).toHaveLength(2);
  expect(new Set(used).size).toBe(2);
});

test.describe('a tag whose iframe navigates to another site', () => {
  // Firefox reports a message to the previous origin as an error.
  test.use({ expectedErrors: /target origin provided/ });

  test('sends no token to the other site', async ({ page, stack }) => {
    test.skip(stack.unlistedOrigin === undefined, 'This machine has no address for an unlisted site.');
    const stranger = stack.host.add({
      html: () => `<!doctype html><script>
      parent.postMessage('the stranger is here', '*');
      addEventListener('message', ({ data }) => parent.postMessage({ stolen: data }, '*'));
    </script>`,
    });
    const { dialog, customer } = await openTag(page, stack);
    await expect(dialog.heading('form.title')).toBeVisible();
    const content = await dialog.content();
    // The tokens are valid, because refused tokens count against the rate limit of this address.
    const tokens = await Promise.all(Array.from({ length: 50 }, () => stack.createTagToken(customer)));
    await page.evaluate((given) => {
      const tag = document.querySelector('embed-connection');
      // The last one stays: with it, the tag loads its frame again, however long that takes.
      setInterval(() => tag?.setAttribute('token', (given.length > 1 ? given.pop() : given[0]) ?? ''), 5);
    }, tokens);
    await content.evaluate((address) => {
      location.href = address;
    }, stack.unlistedOrigin! + stranger);
    const messages = await waitForMessages(page, (data) => data === 'the stranger is here');
    expect(JSON.stringify(messages)).not.toContain('stolen');
    await waitForTagEvent(page, 'ready', 2);
    expect(JSON.stringify((await recordingOf(page)).messages)).not.toContain('stolen');
  });
});
