import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { WHOLE_ORGANIZATION } from '../store/activity-store.ts';
import type { NewAccessToken } from '../store/access-token-store.ts';
import { ensureTenant, newOutboxEvent, newWebhookEndpoint } from '../store/testing/seed-store.ts';
import type { HarnessOptions } from '../testing/harness.ts';
import { findReceiver, ConfiguredEndpoints } from '../webhooks/configured-endpoints.ts';
import { startReceiver } from '../webhooks/testing/receiver.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';

const URL_ALLOWED = 'https://1.1.1.1/hooks';
const DAY_MS = 86_400_000;

type Json = Record<string, unknown>;

async function startApi(t: TestContext, options: HarnessOptions = {}) {
  const { harness, call, close } = await startApiHarness(options);
  t.after(close);
  /** Sends requests with one access token. */
  const as = async (changes: Partial<NewAccessToken> = {}) => {
    const { token } = await issueAccessToken(harness, { scopes: ['webhooks'], ...changes });
    return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const answer = await call(method, path, { token, headers, ...(body !== undefined && { body }) });
      const json = answer.body as unknown as Json & { readonly id: string; readonly data: readonly Json[] };
      const { headers: received } = answer;
      return {
        ...{ status: answer.status, json, etag: received.get('etag') ?? '' },
        retryAfter: received.get('retry-after'),
      };
    };
  };
  const { store } = harness.deps;
  const addEvent = (id: string, scope: Awaited<ReturnType<typeof ensureTenant>>) =>
    store.write(({ outbox }) => outbox.add(scope, newOutboxEvent(id, harness.now()), () => '{}'));
  const secretsOf = async (endpointId: string) => {
    const deps = { ...harness.deps, configured: new ConfiguredEndpoints(harness.config.organizations) };
    return (await findReceiver(deps, { organization: 'acme', endpointId, now: harness.now() }))?.secrets;
  };
  return { harness, store, as, addEvent, secretsOf };
}

describe('webhook endpoints in the API', () => {
  test('are registered with a secret that is shown once, listed, changed and deleted', async (t) => {
    const { as, harness, secretsOf } = await startApi(t);
    const call = await as();

    const created = await call('POST', '/webhook-endpoints', { url: URL_ALLOWED, events: ['connection.deleted'] });
    assert.equal(created.status, 201);
    const { secret, ...endpoint } = created.json;
    assert.match(String(secret), /^whsec_[\w+/]{43}=$/);
    assert.deepEqual(await secretsOf(endpoint.id), [secret]);
    assert.deepEqual(
      [endpoint['source'], endpoint['url'], endpoint['events'], endpoint['tenant'], endpoint['disabled_at']],
      ['api', URL_ALLOWED, ['connection.deleted'], null, null],
    );
    assert.deepEqual((await call('GET', '/webhook-endpoints')).json, { data: [endpoint], next_cursor: null });
    const path = `/webhook-endpoints/${endpoint.id}`;
    const read = await call('GET', path);
    assert.deepEqual([read.json, read.etag], [endpoint, created.etag]);

    harness.advance(1000);
    const changed = await call('PATCH', path, { events: ['*'] }, { 'if-match': read.etag });
    assert.deepEqual([changed.status, changed.json['events'], changed.json['secret']], [200, ['*'], undefined]);
    const outdated = await call('PATCH', path, { url: 'https://1.0.0.1/' }, { 'if-match': read.etag });
    assert.equal(outdated.status, 409);
    const disabled = await call('PATCH', path, { disabled: true }, { 'if-match': changed.etag });
    assert.equal(disabled.status, 200);
    const enabled = await call('PATCH', path, { disabled: false }, { 'if-match': disabled.etag });
    const etags = [created.etag, changed.etag, disabled.etag, enabled.etag];
    assert.equal(new Set(etags).size, etags.length, etags.join());
    assert.equal((await call('GET', path)).json['url'], URL_ALLOWED);

    assert.equal((await call('DELETE', path)).status, 204);
    assert.equal((await call('GET', path)).status, 404);
    assert.doesNotMatch(harness.log(), /whsec_/);
  });

  test('are not registered for an address that is not allowed, with the same message for every reason', async (t) => {
    const { as } = await startApi(t);
    const call = await as();
    const { id } = (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED })).json;
    const urls = [
      ...['http://1.1.1.1/', 'https://10.0.0.1/', 'https://169.254.169.254/', 'https://nothing.invalid/'],
      ...['https://user:password@1.1.1.1/', 'https://[::ffff:10.0.0.1]/', 'https://192.0.2.1/'],
    ];
    const answers = await Promise.all(
      urls.flatMap((url) => [
        call('POST', '/webhook-endpoints', { url }),
        call('PATCH', `/webhook-endpoints/${id}`, { url }),
      ]),
    );
    const said = answers.map(({ status, json }) =>
      JSON.stringify([status, { ...(json['error'] as Json), requestId: '' }]),
    );
    assert.equal(new Set(said).size, 1, said.join('\n'));
    assert.match(said[0] ?? '', /^\[422,.*must be an https address/);
    assert.equal((await call('GET', '/webhook-endpoints')).json.data.length, 1);
  });

  const invalid: readonly (readonly [string, Json])[] = [
    ['no address', {}],
    ['a script', { url: 'javascript:alert(1)' }],
    ['an unknown field', { url: URL_ALLOWED, secret: 'mine' }],
    ['an unknown type of event', { url: URL_ALLOWED, events: ['connection.eaten'] }],
    ['no type of event', { url: URL_ALLOWED, events: [] }],
    ['more types of events than there are', { url: URL_ALLOWED, events: Array(100).fill('*') }],
  ];
  for (const [title, body] of invalid) {
    test(`are not registered with ${title}`, async (t) => {
      const { as } = await startApi(t);
      assert.equal((await (await as())('POST', '/webhook-endpoints', body)).status, 422);
    });
  }

  test('are fifty at most', async (t) => {
    const { as } = await startApi(t);
    const call = await as();
    const statuses = await Promise.all(
      Array.from({ length: 51 }, async () => (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED })).status),
    );
    assert.deepEqual(statuses.toSorted().slice(-2), [201, 409]);
  });

  test('of one tenant are five at most, and use up none of the organization', async (t) => {
    const { as, store } = await startApi(t);
    const call = await as();
    for (const tenant of ['42', '43']) await ensureTenant(store, 'acme', tenant);
    const restricted = await as({ tenants: ['42', '43'] });
    const create = async (tenant: string) =>
      (await restricted('POST', '/webhook-endpoints', { url: URL_ALLOWED, tenant })).status;
    const statuses = await Promise.all(Array.from({ length: 6 }, () => create('42')));
    assert.deepEqual(statuses.toSorted(), [201, 201, 201, 201, 201, 409]);
    assert.equal(await create('43'), 201);
    const others = await Promise.all(
      Array.from({ length: 50 }, async () => (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED })).status),
    );
    assert.deepEqual(new Set(others), new Set([201]));
  });

  test('of tenants are a thousand at most in all', async (t) => {
    const { as, store } = await startApi(t);
    const { tenantId } = await ensureTenant(store, 'acme', 'busy');
    await ensureTenant(store, 'acme', '42');
    await store.write(async ({ webhookEndpoints }) => {
      for (let index = 0; index < 999; index += 1) {
        await webhookEndpoints.create(newWebhookEndpoint(`whe_${index}`, { organization: 'acme', tenantId }));
      }
    });
    const call = await as();
    const create = async (tenant?: string) =>
      (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED, ...(tenant !== undefined && { tenant }) })).status;
    assert.deepEqual([await create('42'), await create('42'), await create()], [201, 409, 201]);
  });

  test('are in the activity log with every change and with who made it', async (t) => {
    const webhooks = [{ url: 'https://1.1.1.1/configured', secret: 'a-secret-of-24-characters', events: ['*'] }];
    const { as, harness, store } = await startApi(t, { organizations: { initech: { webhooks } } });
    const call = await as({ organization: 'initech', name: 'sync job' });
    const { tenantId } = await ensureTenant(store, 'initech', '42');
    const [configured] = (await call('GET', '/webhook-endpoints')).json.data;
    const { id } = (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED, tenant: '42' })).json;
    const change = (body: Json, endpoint: unknown = id) =>
      call('PATCH', `/webhook-endpoints/${String(endpoint)}`, body);
    await change({ url: 'https://1.0.0.1/a-secret', events: ['*'], rotate_secret: true });
    for (const disabled of [true, true, false, false]) await change({ disabled });
    await change({ disabled: true }, configured?.['id']);
    await call('DELETE', `/webhook-endpoints/${id}`);

    const rows = (await store.activity.listOrganization('initech', { limit: 20 })).toReversed();
    const reason = 'It was disabled through the API.';
    assert.deepEqual(
      rows.map(({ type, tenantId: of, detail: { endpointId, ...detail } }) => [type, of, endpointId === id, detail]),
      [
        ['webhook_endpoint.created', tenantId, true, { origin: 'https://1.1.1.1' }],
        ['webhook_endpoint.changed', tenantId, true, { changed: 'url, events' }],
        ['webhook_endpoint.secret_rotated', tenantId, true, {}],
        ['webhook_endpoint.disabled', tenantId, true, { reason }],
        ['webhook_endpoint.enabled', tenantId, true, {}],
        ['webhook_endpoint.disabled', WHOLE_ORGANIZATION, false, { reason }],
        ['webhook_endpoint.deleted', tenantId, true, {}],
      ],
    );
    assert.ok(rows.every(({ actor }) => actor?.name === 'sync job'));
    assert.doesNotMatch(harness.log(), /whsec_[\w+/]/);
  });

  test('get a new secret by rotation, and the secret before signs for the overlap', async (t) => {
    const { as, harness, secretsOf } = await startApi(t);
    const call = await as();
    const { id, secret } = (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED })).json;

    const rotated = await call('PATCH', `/webhook-endpoints/${id}`, { rotate_secret: true });

    assert.match(String(rotated.json['secret']), /^whsec_/);
    assert.notEqual(rotated.json['secret'], secret);
    assert.deepEqual(await secretsOf(id), [rotated.json['secret'], secret]);
    const until = Date.parse(String(rotated.json['previous_secret_until']));
    assert.equal(until, Date.parse(String(rotated.json['updated_at'])) + DAY_MS);
    harness.advance(DAY_MS);
    assert.deepEqual(await secretsOf(id), [rotated.json['secret']]);
  });

  test('hear of nothing while they are disabled, and pending events fail', async (t) => {
    const { as, store, addEvent } = await startApi(t);
    const call = await as();
    const scope = await ensureTenant(store, 'acme', '42');
    const { id } = (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED })).json;
    await addEvent('evt_1', scope);

    const { json } = await call('PATCH', `/webhook-endpoints/${id}`, { disabled: true });
    assert.ok(json['disabled_at'] !== null && json['disabled_reason'] !== null);
    await addEvent('evt_2', scope);
    const deliveries = (await call('GET', `/webhook-endpoints/${id}/deliveries`)).json.data;
    assert.deepEqual(
      deliveries.map(({ event_id, status }) => [event_id, status]),
      [['evt_1', 'failed']],
    );
    const redelivery = `/deliveries/${String(deliveries[0]?.['id'])}/redeliver`;
    assert.equal((await call('POST', redelivery)).status, 409);

    const enabled = await call('PATCH', `/webhook-endpoints/${id}`, { disabled: false });
    assert.equal(enabled.json['disabled_at'], null);
    assert.equal((await call('POST', redelivery)).status, 202);
  });

  test('of the configuration are listed, can be disabled, and not changed', async (t) => {
    const webhooks = [{ url: 'https://1.1.1.1/configured', secret: 'a-secret-of-24-characters', events: ['*'] }];
    const { as } = await startApi(t, { organizations: { initech: { webhooks } } });
    const call = await as({ organization: 'initech' });

    const [endpoint] = (await call('GET', '/webhook-endpoints')).json.data;
    assert.deepEqual([endpoint?.['source'], endpoint?.['url']], ['configuration', 'https://1.1.1.1/configured']);
    const path = `/webhook-endpoints/${String(endpoint?.['id'])}`;
    for (const change of [{ url: URL_ALLOWED }, { events: ['*'] }, { rotate_secret: true }]) {
      assert.equal((await call('PATCH', path, change)).status, 409);
    }
    assert.equal((await call('DELETE', path)).status, 409);
    const disabled = await call('PATCH', path, { disabled: true });
    assert.deepEqual([disabled.status, disabled.json['disabled_at'] !== null], [200, true]);
    assert.equal((await call('PATCH', path, { disabled: false })).json['disabled_at'], null);
  });

  test('are tested with a signed event of their own type, and the answer is in the result', async (t) => {
    const receiver = await startReceiver(t, (_request, index) => (index === 0 ? 200 : 500));
    const { as } = await startApi(t);
    const call = await as();
    const { id, secret } = (await call('POST', '/webhook-endpoints', { url: receiver.url.href })).json;

    const first = await call('POST', `/webhook-endpoints/${id}/test`);
    const second = await call('POST', `/webhook-endpoints/${id}/test`);

    const { event_id: eventId, duration_ms: durationMs, ...result } = first.json;
    assert.deepEqual(result, { succeeded: true, status_code: 200, error: null });
    assert.ok(Number(durationMs) >= 0);
    assert.deepEqual([second.json['succeeded'], second.json['status_code']], [false, 500]);
    const [request] = receiver.requests;
    assert.ok(request);
    const body = new Webhook(String(secret)).verify(request.body, request.headers) as Json;
    assert.deepEqual([body['id'], body['type'], body['organization']], [eventId, 'webhook.test', 'acme']);
  });

  test('get at most ten test events a minute each', async (t) => {
    const receiver = await startReceiver(t, () => 200);
    const { as } = await startApi(t);
    const call = await as();
    const create = async () => (await call('POST', '/webhook-endpoints', { url: receiver.url.href })).json.id;
    const [busy, other] = [await create(), await create()];
    const send = (id: string) => call('POST', `/webhook-endpoints/${id}/test`);
    // At once, since the minute begins with the first of them.
    const answers = await Promise.all(Array.from({ length: 11 }, () => send(busy)));
    const [refused, ...more] = answers.filter(({ status }) => status !== 200);
    assert.deepEqual([refused?.status, more], [429, []]);
    assert.ok(Number(refused?.retryAfter) >= 1 && Number(refused?.retryAfter) <= 60);
    assert.equal((await send(other)).status, 200);
    assert.equal(receiver.requests.length, 11);
  });

  test('of all tenants do not exist for an access token that is restricted to tenants', async (t) => {
    const { as, store, addEvent } = await startApi(t);
    const owner = await as();
    const scope = await ensureTenant(store, 'acme', '42');
    const all = (await owner('POST', '/webhook-endpoints', { url: URL_ALLOWED })).json;
    await addEvent('evt_1', scope);
    const [delivery] = (await owner('GET', `/webhook-endpoints/${all.id}/deliveries`)).json.data;
    const restricted = await as({ tenants: ['42'] });
    assert.deepEqual((await restricted('GET', '/webhook-endpoints')).json.data, []);
    const path = `/webhook-endpoints/${all.id}`;
    const answers = await Promise.all([
      ...[restricted('GET', path), restricted('PATCH', path, { disabled: true }), restricted('DELETE', path)],
      ...[restricted('POST', `${path}/test`), restricted('GET', `${path}/deliveries`)],
      restricted('POST', `/deliveries/${String(delivery?.['id'])}/redeliver`),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 404),
    );

    assert.equal((await restricted('POST', '/webhook-endpoints', { url: URL_ALLOWED })).status, 422);
    const own = await restricted('POST', '/webhook-endpoints', { url: URL_ALLOWED, tenant: '42' });
    assert.deepEqual(own.json['tenant'], { id: scope.tenantId, key: '42', name: null });
  });
});

describe('deliveries in the API', () => {
  test('are listed newest first, page by page and by status, and sent again', async (t) => {
    const { as, store, addEvent, harness } = await startApi(t);
    const call = await as();
    const scope = await ensureTenant(store, 'acme', '42');
    const { id } = (await call('POST', '/webhook-endpoints', { url: URL_ALLOWED })).json;
    for (const event of ['evt_1', 'evt_2', 'evt_3']) await addEvent(event, scope);
    const [due] = await store.webhookDeliveries.due(id, { now: harness.now(), limit: 1 });
    assert.ok(due);
    const lastAttemptAt = harness.now();
    await store.write(({ webhookDeliveries }) =>
      webhookDeliveries.finish(due, {
        ...{ status: 'failed', nextAttemptAt: null, lastAttemptAt, statusCode: 500, durationMs: 12 },
        error: 'The receiver answered 500.',
      }),
    );
    const path = `/webhook-endpoints/${id}/deliveries`;

    const first = (await call('GET', `${path}?limit=2`)).json;
    const second = (await call('GET', `${path}?limit=2&cursor=${String(first['next_cursor'])}`)).json;
    const ids = ({ data }: { readonly data: readonly Json[] }) => data.map(({ event_id }) => event_id);
    assert.deepEqual([ids(first), ids(second), second['next_cursor']], [['evt_3', 'evt_2'], ['evt_1'], null]);
    const failed = (await call('GET', `${path}?status=failed`)).json.data;
    assert.deepEqual(failed, [
      {
        ...{ id: due.id, endpoint_id: id, event_id: 'evt_1', event_type: 'connection.connected', status: 'failed' },
        ...{ attempts: 0, next_attempt_at: null, last_attempt_at: new Date(lastAttemptAt).toISOString() },
        ...{ status_code: 500, duration_ms: 12, error: 'The receiver answered 500.' },
        created_at: new Date(due.createdAt).toISOString(),
      },
    ]);
    assert.equal((await call('GET', `${path}?cursor=x`)).status, 400);

    const restarted = await call('POST', `/deliveries/${due.id}/redeliver`);
    assert.deepEqual([restarted.status, restarted.json['status']], [202, 'pending']);
    const [activity] = await store.activity.listOrganization('acme', { limit: 1 });
    assert.deepEqual(
      [activity?.type, activity?.tenantId, activity?.detail, activity?.actor?.name],
      ['webhook_endpoint.redelivered', WHOLE_ORGANIZATION, { endpointId: id, eventId: 'evt_1' }, 'back end'],
    );
    assert.ok(
      (await store.webhookDeliveries.due(id, { now: harness.now(), limit: 9 })).some((row) => row.id === due.id),
    );
    for (const unknown of ['999', '0', 'x']) {
      assert.equal((await call('POST', `/deliveries/${unknown}/redeliver`)).status, unknown === '999' ? 404 : 422);
    }
  });
});
