import { createRemoteJWKSet, jwtVerify } from 'jose';

import { openTag } from './harness/open-tag.ts';
import { waitForMessages } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER, WRONG_KEY } from './harness/providers.ts';
import { lastStatus, waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

test('a person connects, and the page receives one event with a receipt that its back end can verify', async ({
  page,
  stack,
}) => {
  const { dialog, customer } = await openTag(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  expect(await waitForTagEvent(page, 'connection-status-change')).toMatchObject({
    connection: { connector: KEY_PROVIDER.connector, status: 'disconnected', connected: false, verified: false },
  });

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  const { connection, receipt } = await waitForTagEvent(page, 'success');
  expect(connection).toMatchObject({ connector: KEY_PROVIDER.connector, status: 'connected', verified: true });
  expect(await lastStatus(page)).toBe('connected');

  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', stack.server.url));
  const { payload, protectedHeader } = await jwtVerify(String(receipt), keys, {
    issuer: stack.server.url.origin,
    audience: 'acme',
    typ: 'embed-receipt+jwt',
  });
  expect(protectedHeader.alg).toBe('ES256');
  expect(payload.sub).toBe(customer);
  expect(payload.exp! - payload.iat!).toBe(300);
  expect(payload['connection']).toMatchObject({ connector: KEY_PROVIDER.connector, connected: true, verified: true });

  const events = (await tagEvents(page)).map(({ type }) => type).filter((type) => type !== 'height-change');
  expect(events).toEqual(['ready', 'connection-status-change', 'connection-status-change', 'success']);
});

test('the iframe is as tall as its content in every step, and the page receives each height once', async ({
  page,
  stack,
}) => {
  const { dialog } = await openTag(page, stack);
  await dialog.submit(KEY_LABEL, WRONG_KEY);
  await expect(dialog.frame.getByRole('alert')).toBeVisible();
  const content = await dialog.content();
  await content.waitForFunction(() => document.documentElement.scrollHeight === innerHeight && innerHeight > 200);
  const heights = (await tagEvents(page, 'height-change')).map(({ fields }) => fields['height']);
  expect(heights.filter((height, index) => height === heights[index - 1])).toEqual([]);
  const frame = await page.locator('embed-connection iframe').boundingBox();
  expect(heights.at(-1)).toBe(frame?.height);
});

test(
  'for a refused key, the page receives a status with a reason, and the dialog keeps the key',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog } = await openTag(page, stack);
    await dialog.submit(KEY_LABEL, WRONG_KEY);
    await expect(dialog.frame.getByRole('alert')).toBeVisible();
    await expect.poll(() => lastStatus(page)).toBe('error');
    expect(await tagEvents(page, 'success')).toEqual([]);
    await expect(dialog.field(KEY_LABEL)).toHaveValue(WRONG_KEY);
  },
);

test('the page of one connection opens by its id', IN_ONE_ENGINE, async ({ page, stack }) => {
  const customer = stack.newCustomer();
  const id = await stack.createConnection(customer, KEY_PROVIDER.connector);
  const { dialog } = await openTag(page, stack, { customer, src: stack.connectionPageUrl(id) });
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  expect(await waitForTagEvent(page, 'success')).toMatchObject({ connection: { id, connected: true } });
});

test(
  "the dialog does not find another customer's connection, and the page receives the error",
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const id = await stack.createConnection(stack.newCustomer(), KEY_PROVIDER.connector);
    const { dialog } = await openTag(page, stack, { src: stack.connectionPageUrl(id) });
    await expect(dialog.heading('problem.not_found.title')).toBeVisible();
    expect(await waitForTagEvent(page, 'error')).toMatchObject({ code: 'not_found' });
  },
);

test("a direct link opens with the token in the iframe's address", IN_ONE_ENGINE, async ({ page, stack }) => {
  const customer = stack.newCustomer();
  const id = await stack.createConnection(customer, KEY_PROVIDER.connector);
  const address = new URL(await stack.workatoFrameUrl(customer, id));
  const token = address.searchParams.get('workato_dl_token') ?? '';
  const src = new URL(address.pathname, address).href;
  const { dialog } = await openTag(page, stack, { src, token });
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  expect(await waitForTagEvent(page, 'success')).toMatchObject({ connection: { id, connected: true } });
  const messages = await waitForMessages(page, (data) => JSON.stringify(data).includes('"success"'));
  expect(messages.every(({ data }) => typeof data === 'object')).toBe(true);
});

test("two tags on one page serve two customers and ignore each other's messages", async ({ page, stack }) => {
  const other = stack.newCustomer();
  const src = stack.connectorPageUrl(KEY_PROVIDER.connector);
  const htmlAfter = `<embed-connection id="second" src="${src}" token="${await stack.createTagToken(other)}"></embed-connection>`;
  const { dialogOf, customer } = await openTag(page, stack, { attributes: { id: 'first' }, htmlAfter });
  const [first, second] = [dialogOf('#first'), dialogOf('#second')];
  await expect(first.frame.getByText(customer)).toBeVisible();
  await expect(second.frame.getByText(other)).toBeVisible();

  await second.submit(KEY_LABEL, RIGHT_KEY);
  await expect(second.heading('connected.title')).toBeVisible();
  expect((await tagEvents(page, 'success')).map(({ tag }) => tag)).toEqual(['second']);
  await expect(first.heading('form.title')).toBeVisible();
  expect(await lastStatus(page, 'first')).toBe('disconnected');
});
