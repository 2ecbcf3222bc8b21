import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { ensureTenant } from '../store/testing/seed-store.ts';
import { LONG_TESTS } from '../testing/long-tests.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { disableEndpoint } from './endpoint-state.ts';
import { startReceiver } from './testing/receiver.ts';
import { SECRET, startSenderHarness } from './testing/sender-harness.ts';

const MINUTE_MS = 60_000;
/** Each is a durable write, and several more when it is sent. */
const EVENTS = LONG_TESTS ? 1000 : 100;

const eventIds = (count: number, prefix = 'evt') => Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

describe('the reference library', () => {
  test(`verifies ${EVENTS} of ${EVENTS} deliveries, and refuses every tampered one`, async (t) => {
    const receiver = await startReceiver(t);
    const limits = { perOrigin: 32, perOrganization: 64, perOriginAndSecond: EVENTS };
    const harness = await startSenderHarness(t, { limits });
    await harness.endpoint('whe_1', receiver);
    const ids = eventIds(EVENTS);
    await harness.add(ids);

    harness.sender().start();
    await waitUntil(() => receiver.requests.length >= EVENTS);

    const webhook = new Webhook(SECRET);
    assert.deepEqual(receiver.ids().toSorted(), ids.toSorted());
    for (const { headers, body } of receiver.requests) {
      const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
      assert.ok(id !== undefined && timestamp !== undefined && signature !== undefined);
      assert.equal((webhook.verify(body, headers) as { id: string }).id, id);
      const tampered = [
        [`${body} `, headers],
        [body, { ...headers, 'webhook-id': `${id}0` }],
        [body, { ...headers, 'webhook-timestamp': String(Number(timestamp) + 1) }],
        [body, { ...headers, 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }],
        [body, { ...headers, 'webhook-signature': signature.replace('v1,', 'v2,') }],
      ] as const;
      for (const [changedBody, changedHeaders] of tampered) {
        assert.throws(() => webhook.verify(changedBody, changedHeaders));
      }
    }
  });

  for (const [title, secret, format] of [
    ['text', 'a secret of a back end with ümlauts', 'raw'],
    ['base64 after whsec_', SECRET, undefined],
  ] as const) {
    test(`verifies what a secret in the configuration signs: ${title}, and the secret before it`, async (t) => {
      const receiver = await startReceiver(t);
      const previousSecret = 'the secret before the last change';
      const webhook = { url: receiver.url, secret, previousSecret, events: ['*'] as const };
      const harness = await startSenderHarness(t, { organizations: new Map([['acme', { webhooks: [webhook] }]]) });
      harness.sender().start();

      await harness.add(['evt_1']);
      await waitUntil(() => receiver.requests.length > 0);

      const [request] = receiver.requests;
      assert.ok(request);
      const current = new Webhook(format ? Buffer.from(secret) : secret, format && { format });
      for (const verifier of [current, new Webhook(Buffer.from(previousSecret), { format: 'raw' })]) {
        assert.doesNotThrow(() => verifier.verify(request.body, request.headers));
      }
      assert.throws(() =>
        new Webhook('another secret of that length', { format: 'raw' }).verify(request.body, request.headers),
      );
    });
  }

  test('verifies with either of two secrets while they overlap, and only with the new one later', async (t) => {
    const receiver = await startReceiver(t);
    const harness = await startSenderHarness(t);
    const previous = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const until = harness.now() + MINUTE_MS;
    await harness.endpoint('whe_1', { ...receiver, previousSecret: { secret: previous, until } });
    harness.sender().start();
    const receive = async (id: string) => {
      await harness.add([id]);
      await waitUntil(() => receiver.ids().includes(id));
      const request = receiver.requests.find(({ headers }) => headers['webhook-id'] === id);
      assert.ok(request);
      // The library compares with the real clock.
      const timestamp = Number(request.headers['webhook-timestamp']) * 1000;
      t.mock.timers.enable({ apis: ['Date'], now: timestamp });
      const verified = [SECRET, previous].map((secret) => {
        try {
          new Webhook(secret).verify(request.body, request.headers);
          return true;
        } catch {
          return false;
        }
      });
      t.mock.timers.reset();
      return verified;
    };

    assert.deepEqual(await receive('evt_1'), [true, true]);
    harness.advance(MINUTE_MS);
    assert.deepEqual(await receive('evt_2'), [true, false]);
  });
});

describe('an event', () => {
  test('is sent at once when this process commits it, with the same id and body at each attempt', async (t) => {
    const receiver = await startReceiver(t, (_request, index) => (index < 2 ? 500 : 200));
    const harness = await startSenderHarness(t, { scheduleMs: [0, 5000, 5000] });
    await harness.endpoint('whe_1', receiver);
    const sender = harness.sender();
    sender.start();

    await harness.add(['evt_1']);
    for (const attempts of [1, 2, 3]) {
      await waitUntil(async () => (await harness.deliveries('whe_1'))[0]?.lastAttemptAt !== null);
      await waitUntil(() => receiver.requests.length === attempts);
      await harness.background.idle();
      harness.advance(6001);
      sender.poll();
    }

    const [first, ...others] = receiver.requests;
    for (const { headers, body } of others) {
      assert.deepEqual([headers['webhook-id'], body], ['evt_1', first?.body]);
      assert.notEqual(headers['webhook-timestamp'], first?.headers['webhook-timestamp']);
    }
    await harness.background.idle();
    const [delivery] = await harness.deliveries('whe_1');
    assert.ok(delivery);
    assert.deepEqual(
      [delivery.status, delivery.attempts, delivery.statusCode, delivery.error, delivery.nextAttemptAt],
      ['succeeded', 3, 200, null, null],
    );
    assert.ok(delivery.durationMs !== null && delivery.durationMs >= 0);
    assert.doesNotMatch(harness.logged(), /whsec_|sequence|\/hooks/);
  });

  test('is sent once by several processes', async (t) => {
    const receiver = await startReceiver(t);
    const harness = await startSenderHarness(t);
    await harness.endpoint('whe_1', receiver);
    const ids = eventIds(50);
    await harness.add(ids);

    for (const sender of [harness.sender(), harness.sender(), harness.sender()]) sender.start();
    await waitUntil(async () => (await harness.deliveries('whe_1')).every(({ status }) => status === 'succeeded'));

    assert.deepEqual(receiver.ids().toSorted(), ids.toSorted());
  });

  test('reaches other receivers while one does not answer and one is not there', async (t) => {
    const silent = await startReceiver(t, () => undefined);
    const healthy = await startReceiver(t);
    const harness = await startSenderHarness(t);
    await harness.endpoint('whe_a_silent', silent);
    await harness.endpoint('whe_b_gone', { url: new URL('http://127.0.0.1:1/') });
    await harness.endpoint('whe_c_healthy', healthy);
    const globex = await ensureTenant(harness.store, 'globex', '7');
    await harness.endpoint('whe_d_globex', { url: healthy.url, organization: 'globex' });
    harness.sender().start();

    // More than the silent receiver has places.
    await harness.add(eventIds(50));
    await harness.add(eventIds(5, 'globex'), globex);
    await waitUntil(() => healthy.requests.length >= 55);

    assert.equal(silent.requests.length, 8);
    assert.equal((await harness.deliveries('whe_a_silent')).filter(({ status }) => status !== 'pending').length, 0);
  });

  test('that a receiver answers with 410 disables its endpoint, which gets nothing more', async (t) => {
    const receiver = await startReceiver(t, () => 410);
    const harness = await startSenderHarness(t, {
      limits: { perOrigin: 1, perOrganization: 8, perOriginAndSecond: 100 },
    });
    await harness.endpoint('whe_1', receiver);
    const sender = harness.sender();
    sender.start();

    await harness.add(['evt_1', 'evt_2']);
    await waitUntil(async () => (await harness.store.webhookEndpoints.listDisabled('acme')).length > 0);
    await harness.add(['evt_3']);
    sender.poll();
    await harness.background.idle();

    assert.deepEqual(receiver.ids(), ['evt_1']);
    assert.deepEqual(
      (await harness.deliveries('whe_1')).map(({ eventId, status, error }) => [eventId, status, error]),
      [
        ['evt_2', 'failed', 'The endpoint was disabled.'],
        ['evt_1', 'failed', 'The receiver answered 410.'],
      ],
    );
    const [row] = await harness.store.activity.listOrganization('acme', { limit: 1 });
    assert.deepEqual([row?.type, row?.detail['endpointId'], row?.actor], ['webhook_endpoint.disabled', 'whe_1', null]);
  });

  test('that waits for its next attempt is not sent once its endpoint is disabled', async (t) => {
    const receiver = await startReceiver(t, () => 500);
    const harness = await startSenderHarness(t);
    await harness.endpoint('whe_1', receiver);
    const sender = harness.sender();
    sender.start();
    await harness.add(['evt_1']);
    await waitUntil(() => receiver.requests.length === 1);
    await harness.background.idle();

    await harness.store.write((stores) =>
      disableEndpoint(stores, {
        organization: 'acme',
        endpointId: 'whe_1',
        reason: 'No.',
        actor: null,
        now: harness.now(),
      }),
    );
    harness.advance(MINUTE_MS);
    sender.poll();
    await harness.background.idle();

    assert.equal(receiver.requests.length, 1);
  });

  test('is sent to no address of this machine or its network, and the delivery says no more than that', async (t) => {
    const receiver = await startReceiver(t);
    const harness = await startSenderHarness(t, { allowLoopbackHttp: false });
    const { port } = receiver.url;
    const urls = [
      receiver.url.href,
      `https://127.0.0.1:${port}/`,
      'https://10.0.0.1/',
      'https://169.254.169.254/',
      'https://[::1]/',
    ];
    for (const [index, url] of urls.entries()) await harness.endpoint(`whe_${index}`, { url: new URL(url) });
    harness.sender().start();

    await harness.add(['evt_1']);
    const all = async () => (await Promise.all(urls.map((_url, index) => harness.deliveries(`whe_${index}`)))).flat();
    await waitUntil(async () => (await all()).every(({ error }) => error !== null));

    assert.deepEqual(
      new Set((await all()).map(({ error }) => error)),
      new Set(['The address is not allowed, or its name does not exist.']),
    );
    assert.equal(receiver.requests.length, 0);
  });

  test('in an attempt that a stop aborts is due again at once', async (t) => {
    const receiver = await startReceiver(t, () => undefined);
    const harness = await startSenderHarness(t);
    await harness.endpoint('whe_1', receiver);
    const sender = harness.sender();
    sender.start();
    await harness.add(['evt_1']);
    await waitUntil(() => receiver.requests.length === 1);

    sender.stop();
    await harness.background.stop(0);

    const [delivery] = await harness.store.webhookDeliveries.due('whe_1', { now: harness.now(), limit: 1 });
    assert.equal(delivery?.attempts, 0);
  });

  test('waits while its endpoint is not in the configuration', async (t) => {
    const receiver = await startReceiver(t);
    const harness = await startSenderHarness(t);
    await harness.endpoint('whe_1', receiver);
    await harness.add(['evt_1']);
    await harness.store.write(({ webhookEndpoints }) => webhookEndpoints.delete('acme', 'whe_1'));

    harness.sender().start();
    await harness.background.idle();

    assert.equal((await harness.deliveries('whe_1'))[0]?.status, 'pending');
    assert.equal(receiver.requests.length, 0);
  });

  test('waits while the database is unavailable, without a warning at each poll', async (t) => {
    const harness = await startSenderHarness(t);
    const sender = harness.sender();
    await harness.store.close();

    for (let count = 0; count < 3; count += 1) {
      sender.poll();
      await harness.background.idle();
    }

    const levels = harness
      .logged()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { level: number }).level);
    assert.deepEqual(levels, [20, 20, 20]);
  });
});
