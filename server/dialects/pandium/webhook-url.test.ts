import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConnectionResponse, ErrorResponse } from '../../../widget/protocol/session-api.ts';
import { deleteTenant } from '../../connections/delete-tenant.ts';
import { RateLimitedError } from '../../errors.ts';
import { InstallationTriggers } from '../../installations/trigger-installation.ts';
import { SANDBOX_KEY } from '../../sandbox/keys.ts';
import { ACME_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { bearerOf, callSessionApi, loadPage, selectedId } from '../../testing/page.ts';

let harness: Harness;
let tenantCount = 0;

before(async () => {
  const organization = (name: string, events: readonly string[]) => ({
    name,
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    webhooks: [{ url: `https://${name}.example/hooks`, secret: 'a-secret-of-24-characters', events }],
  });
  harness = await startHarness({
    organizations: {
      hooked: organization('hooked', ['installation.triggered']),
      busy: organization('busy', ['*']),
      elsewhere: organization('elsewhere', ['connection.connected']),
    },
  });
});
after(() => harness.close());

interface Connected {
  readonly tenantKey: string;
  /** Path of the address in the message of success. */
  readonly address: string;
}

/** Connects for a tenant, and resolves to the address in the message of success. */
async function connect(organization = 'hooked', tenantKey = `tenant-${(tenantCount += 1)}`): Promise<Connected> {
  const token = hs256(subjectClaims(harness.now(), { external_id: tenantKey }));
  const page = await loadPage(harness, `/${organization}/sandbox/auth?tenant=${token}`);
  assert.ok(page.state.kind === 'dialog');
  const { json } = await callSessionApi(harness, `/session/connections/${selectedId(page.state)}/credentials`, {
    ...{ bearer: bearerOf(page), method: 'PUT', body: { values: { api_key: SANDBOX_KEY } } },
  });
  const url = (json as ConnectionResponse).successDetails?.['webhook_url'];
  assert.ok(typeof url === 'string' && url.startsWith('https://connect.example.com/v1/webhooks/ecw_'));
  return { tenantKey, address: new URL(url).pathname };
}

const post = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  harness.request(path, { method: 'POST', body, headers });

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as ErrorResponse).error.code;
}

const eventsOf = async (organization: string) => {
  const events = await harness.deps.store.outbox.list(organization, { afterSequence: 0, limit: 200 });
  return events.filter(({ type }) => type === 'installation.triggered');
};

describe('a webhook_url', () => {
  for (const payload of [{ order: 7, lines: ['ä'] }, [], 'text', 0, null]) {
    test(`passes ${JSON.stringify(payload)} on to webhooks, marked as untrusted`, async () => {
      const { address, tenantKey } = await connect();
      const response = await post(address, JSON.stringify(payload));
      assert.equal(response.status, 202);
      const { id } = (await response.json()) as { id: string };
      const event = (await eventsOf('hooked')).find((stored) => stored.id === id);
      const body = JSON.parse(event?.body ?? '{}') as { tenant: { key: string }; data: Record<string, unknown> };
      assert.equal(body.tenant.key, tenantKey);
      assert.deepEqual([body.data['payload'], body.data['untrusted']], [payload, true]);
      const tenant = await harness.deps.store.tenants.findByKey('hooked', tenantKey);
      const scope = { organization: 'hooked', tenantId: tenant?.id ?? 0 };
      const [activity] = await harness.deps.store.activity.list(scope, 1);
      assert.equal(activity?.type, 'installation.triggered');
    });
  }

  test('can be called by the page of any host, without credentials', async () => {
    const { address } = await connect();
    const origin = 'https://anywhere.example';
    const preflight = await harness.request(address, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST');
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'Content-Type');
    const accepted = await post(address, '{}', { 'content-type': 'application/json', origin });
    const refused = await post('/v1/webhooks/unknown', '{}', { 'content-type': 'application/json', origin });
    assert.deepEqual([accepted.status, refused.status], [202, 404]);
    for (const { headers } of [preflight, accepted, refused]) {
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.equal(headers.get('access-control-allow-credentials'), null);
    }
  });

  test('refuses what is no JSON, has another type or is too large', async () => {
    const { address } = await connect();
    const before = (await eventsOf('hooked')).length;
    assert.equal((await post(address, '{')).status, 400);
    assert.equal((await post(address, '{}', { 'content-type': 'text/plain' })).status, 415);
    assert.equal((await post(address, JSON.stringify('x'.repeat(64 * 1024)))).status, 413);
    assert.equal((await eventsOf('hooked')).length, before);
  });

  test('answers where no webhook subscribes as an unknown one, and records nothing', async () => {
    const { address, tenantKey } = await connect('elsewhere');
    const responses = [await post(address, '{}'), await post('/v1/webhooks/unknown', '{}')];
    for (const response of responses) {
      assert.equal(response.status, 404);
      assert.equal(await codeOf(response), 'not_found');
    }
    const tenant = await harness.deps.store.tenants.findByKey('elsewhere', tenantKey);
    const scope = { organization: 'elsewhere', tenantId: tenant?.id ?? 0 };
    const types = (await harness.deps.store.activity.list(scope, 10)).map(({ type }) => type);
    assert.ok(!types.includes('installation.triggered'));
  });

  test('accepts 60 calls a minute, and another address is not affected', async () => {
    const { address } = await connect();
    for (let call = 0; call < 60; call += 1) assert.equal((await post(address, '{}')).status, 202);
    const refused = await post(address, '{}');
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) <= 60);
    assert.equal(refused.headers.get('access-control-allow-origin'), '*');
    assert.equal((await post((await connect()).address, '{}')).status, 202);
  });

  test('changes when the installation is removed and made again', async () => {
    const first = await connect();
    const tenant = await harness.deps.store.tenants.findByKey('hooked', first.tenantKey);
    assert.ok(tenant);
    const { organizations } = harness.config;
    const deps = { ...harness.deps, organizations, background: harness.background, log: harness.logger };
    await deleteTenant(deps, { tenant, actor: null });
    assert.equal((await post(first.address, '{}')).status, 404);
    const again = await connect('hooked', first.tenantKey);
    assert.notEqual(again.address, first.address);
    assert.equal((await post(again.address, '{}')).status, 202);
  });
});

test('the bytes of an organization have a quota for a minute and for a day', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.now() });
  const triggers = new InstallationTriggers(harness.deps);
  const store = harness.deps.store;
  const installation = await store.write(async (stores) => {
    const { id: tenantId } = await stores.tenants.ensure('busy', 'a', 0);
    const options = { userKey: null, integration: 'sync', settings: '{}', schedule: '', now: 0 };
    return stores.installations.create({ organization: 'busy', tenantId }, options);
  });
  const quarter = { installation, payload: 1, bytes: 1024 * 1024 - 1024 };
  const refusal = async () => {
    const error: unknown = await triggers.trigger(quarter).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof RateLimitedError ? error.retryAfterSeconds : undefined;
  };
  for (let minute = 0; minute < 16; minute += 1) {
    for (let call = 0; call < 4; call += 1) assert.equal(await refusal(), undefined, `minute ${minute}`);
    if (minute === 0) assert.ok(Number(await refusal()) <= 60);
    t.mock.timers.tick(61_000);
  }
  assert.ok(Number(await refusal()) > 3600);
});
