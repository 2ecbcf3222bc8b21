import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DialogPageState } from '../../widget/protocol/page-state.ts';
import type {
  ErrorResponse,
  OpenViewResponse,
  PublicApplicationResponse,
  SessionResponse,
} from '../../widget/protocol/session-api.ts';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { brandIcon } from '../connectors/brand-icon.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { ACME_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi, connectionsOf, exchangeToken, loadPage, withoutIds } from '../testing/page.ts';

let harness: Harness;

const CONSENT = { required: true, text: { en: 'We read your invoices.' } };

const ORGANIZATION = {
  name: 'Shop',
  allowedOrigins: [HOST_ORIGIN],
  keys: [{ alg: 'HS256', secret: ACME_SECRET }],
  integrations: {
    orders: { id: 1, name: 'Orders', category: 'Sales', connectors: ['sandbox', 'sandbox-basic'] },
    invoices: { id: 2, name: 'Invoices', connectors: ['sandbox'], sharing: 'user' },
    gold: { id: 3, name: 'Gold', connectors: ['sandbox'], groups: ['gold'] },
    paired: { id: 4, name: 'Paired', connectors: ['own', 'sandbox-basic'], ownConnector: 'own' },
  },
};

before(async () => {
  harness = await startHarness({
    organizations: {
      shop: ORGANIZATION,
      pictured: { ...ORGANIZATION, appearance: { logo: brandIcon('github') } },
      asking: {
        ...ORGANIZATION,
        integrations: {
          orders: ORGANIZATION.integrations.orders,
          invoices: { ...ORGANIZATION.integrations.invoices, consent: CONSENT },
        },
      },
      bare: { ...ORGANIZATION, integrations: {} },
      open: {
        ...ORGANIZATION,
        integrations: {
          orders: { ...ORGANIZATION.integrations.orders, access: 'public' },
          gold: { ...ORGANIZATION.integrations.gold, access: 'public' },
          invoices: ORGANIZATION.integrations.invoices,
        },
      },
    },
  });
});
after(() => harness.close());

let tenants = 0;
const newTenant = () => `portal-${(tenants += 1)}`;
const tokenOf = (claims: object = {}) =>
  hs256(subjectClaims(harness.now(), { sub: 'ada', external_id: newTenant(), ...claims }));

async function open(claims: object = {}, path = '/shop'): Promise<DialogPageState> {
  const { status, state, html } = await loadPage(harness, `${path}?tenant=${tokenOf(claims)}`);
  assert.equal(status, 200, html);
  assert.ok(state.kind === 'dialog');
  return state;
}

const slugs = ({ integrations }: Pick<DialogPageState, 'integrations'>) => integrations?.map(({ slug }) => slug);

async function view(bearer: string, integration: string | null): Promise<OpenViewResponse> {
  const answer = await callSessionApi(harness, '/session/view', { bearer, method: 'POST', body: { integration } });
  assert.equal(answer.status, 200, answer.text);
  return answer.json as OpenViewResponse;
}

async function connect(bearer: string, id: number | undefined): Promise<void> {
  const path = `/session/connections/${id ?? 0}/credentials`;
  const body = { values: { api_key: SANDBOX_KEY } };
  assert.equal((await callSessionApi(harness, path, { bearer, method: 'PUT', body })).status, 200);
}

describe('a portal', () => {
  for (const [title, ti, expected] of [
    ['everything that is for everyone', {}, ['orders', 'invoices', 'paired']],
    ['what the token lists', { ili: ['invoices', '1', 'unknown'] }, ['orders', 'invoices']],
    ['nothing that the token hides', { xti: { hidden_integrations: 'orders, 4' } }, ['invoices']],
    ['what is for the group of the token', { xti: { user_group: 'gold' } }, ['orders', 'invoices', 'gold', 'paired']],
    ['what is for the tier of the token', { ili: ['gold'], xti: { user_tier: 'gold' } }, ['gold']],
    [
      'the integration that the token names',
      { ili: ['invoices'], xti: { integration_name: 'gold' } },
      ['invoices', 'gold'],
    ],
    ['nothing for a list without a known name', { ili: ['unknown'] }, []],
  ] as const) {
    test(`shows ${title}`, async () => {
      const state = await open({ ti });
      assert.deepEqual(slugs(state), expected);
      assert.equal(state.subject.kind, expected.length === 1 ? 'integration' : 'portal');
    });
  }

  test('describes each integration, and has no connection before one is opened', async () => {
    const { app, path, integrations, connectors, organization } = await open();
    assert.deepEqual(connectors, []);
    assert.deepEqual([organization, app, path], ['Shop', { id: 'shop', name: 'Shop' }, '/']);
    const [orders] = integrations ?? [];
    assert.deepEqual(
      [orders?.id, orders?.name, orders?.category, orders?.status, orders?.attention],
      [1, 'Orders', 'Sales', 'not_installed', undefined],
    );
  });

  test('has the logo of its organization', async () => {
    assert.match((await open({}, '/pictured')).logo ?? '', /^\/assets\/[0-9a-f]{16}\.svg$/);
    assert.equal((await open()).logo, undefined);
  });

  test('takes its token by message too', async () => {
    const { status, json } = await exchangeToken(harness, '/shop?dialect=native', tokenOf());
    assert.equal(status, 200);
    assert.deepEqual(slugs(json as DialogPageState), ['orders', 'invoices', 'paired']);
  });

  test('shows what its path names with a token by message', async () => {
    const paths = { '/integrations/invoices': 'integration', '/': 'portal', '/elsewhere': 'portal' };
    for (const [path, kind] of Object.entries(paths)) {
      const response = await harness.request('/shop/integrations/orders/session?dialect=native', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        body: JSON.stringify({ token: tokenOf(), path }),
      });
      const { subject } = (await response.json()) as DialogPageState;
      assert.equal(subject.kind, kind, path);
    }
  });

  test('lists what is public without a token, to read only', async () => {
    const read = async (organization: string) => {
      const response = await harness.request(`/${organization}/session?dialect=native`, {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        body: JSON.stringify({ token: null }),
      });
      return { status: response.status, body: (await response.json()) as PublicApplicationResponse };
    };
    const { status, body } = await read('open');
    assert.equal(status, 200);
    assert.equal(body.readOnly, true);
    assert.deepEqual(
      body.integrations.map(({ slug, status }) => [slug, status]),
      [['orders', undefined]],
    );
    assert.equal((await read('shop')).status, 401);
  });

  test('of an organization without integrations is empty', async () => {
    assert.deepEqual(slugs(await open({}, '/bare')), []);
  });

  test('of an unknown organization does not exist', async () => {
    assert.equal((await loadPage(harness, '/unknown')).status, 404);
    assert.equal((await loadPage(harness, `/unknown?tenant=${tokenOf()}`)).status, 401);
  });

  test('shows only the integration for which this server signed the token, and nothing for one connector', async () => {
    const { token: accessToken } = await issueAccessToken(harness, { organization: 'shop' });
    const page = async (target: object) => {
      const response = await harness.request('/api/v1/embed-tokens', {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tenant: newTenant(), target }),
      });
      const { token } = (await response.json()) as { token: string };
      return loadPage(harness, `/shop?tenant=${token}`);
    };
    assert.equal((await page({ connector: 'sandbox' })).status, 404);
    const { state } = await page({ integration: 'gold' });
    assert.ok(state.kind === 'dialog');
    assert.deepEqual(slugs(state), ['gold']);
  });
});

describe('the address of one integration', () => {
  for (const reference of ['orders', '1', 'Orders']) {
    test(`opens it by ${reference}, and its session belongs to the portal`, async () => {
      const state = await open({}, `/shop/integrations/${reference}`);
      assert.deepEqual(state.subject, { kind: 'integration', integration: 'orders' });
      assert.deepEqual(
        state.connectors.map(({ connector }) => connector.name),
        ['sandbox', 'sandbox-basic'],
      );
      assert.deepEqual(slugs(state), ['orders', 'invoices', 'paired']);
    });
  }

  test('is the same 404 for an integration that the token may not see as for an unknown one', async () => {
    const pages = await Promise.all(
      ['gold', '3', 'none'].map((name) => loadPage(harness, `/shop/integrations/${name}?tenant=${tokenOf()}`)),
    );
    assert.deepEqual(
      pages.map(({ status }) => status),
      [404, 404, 404],
    );
    const [first, ...others] = pages.map(({ html, headers }) => withoutIds({ text: html, headers }));
    for (const other of others) assert.equal(other, first);
  });
});

describe('the view of a portal session', () => {
  test('changes to an integration and back to the list, with the same bearer', async () => {
    const { bearer } = await open();
    const orders = await view(bearer, 'orders');
    assert.deepEqual(orders.subject, { kind: 'integration', integration: 'orders' });
    assert.equal(orders.integration?.name, 'Orders');
    assert.equal(orders.installation?.integration.slug, 'orders');
    assert.deepEqual(
      orders.connectors.map(({ connections }) => connections.length),
      [1, 1],
    );
    const answer = await callSessionApi(harness, '/session', { bearer });
    const { version, connectors } = answer.json as SessionResponse;
    assert.equal(version, orders.version);
    assert.deepEqual(
      connectors.map(({ name }) => name),
      ['sandbox', 'sandbox-basic'],
    );
    const list = await view(bearer, null);
    assert.deepEqual([list.subject.kind, list.connectors, list.integration], ['portal', [], undefined]);
  });

  test('shows what is installed, and what needs attention', async () => {
    const { bearer } = await open();
    const statusOf = async () => {
      const [, invoices] = (await view(bearer, null)).integrations;
      return [invoices?.status, invoices?.attention];
    };
    const [connection] = connectionsOf(await view(bearer, 'invoices'));
    await connect(bearer, connection?.id);
    assert.deepEqual(await statusOf(), ['not_installed', undefined]);
    await view(bearer, 'invoices');
    const body = { settings: {}, schedule: { expression: '0 * * * *', timeZone: 'UTC' } };
    const saved = await callSessionApi(harness, '/session/installation', { bearer, method: 'PUT', body });
    assert.equal(saved.status, 200, saved.text);
    assert.deepEqual(await statusOf(), ['installed', undefined]);
    const { store } = harness.deps;
    const stored = await store.connections.listOrganization('shop', { limit: 1000, afterId: 0 });
    const mine = stored.find(({ id }) => id === connection?.id);
    assert.ok(mine);
    await store.write(({ connections }) => connections.change(mine, { status: 'needs_reauth' }, harness.now()));
    assert.deepEqual(await statusOf(), ['installed', 'needs_reauth']);
  });

  test('shows that the last run failed, and before that, that a consent is missing', async () => {
    const tenant = newTenant();
    // A page of one connector installs without a consent.
    const claims = { external_id: tenant, ti: { xti: { integration_name: 'invoices' } } };
    const alone = await open(claims, '/asking/sandbox/auth');
    await connect(alone.bearer, connectionsOf(alone)[0]?.id);
    const { bearer } = await open({ external_id: tenant }, '/asking');
    const statusOf = async () => {
      const [orders, invoices] = (await view(bearer, null)).integrations;
      assert.deepEqual([orders?.status, orders?.attention], ['not_installed', undefined]);
      return [invoices?.status, invoices?.attention];
    };
    const { store } = harness.deps;
    const { id: tenantId } = (await store.tenants.findByKey('asking', tenant))!;
    const [installation] = await store.installations.list({ organization: 'asking', tenantId }, 10);
    const report = (status: 'error' | 'success') =>
      store.write(({ runs }) =>
        runs.create(installation!, installation!.id, {
          ...{ status, message: null, overview: [], details: [], errors: [], now: harness.now() },
        }),
      );

    await report('error');
    assert.deepEqual(await statusOf(), ['paused', 'consent_required']);
    await view(bearer, 'invoices');
    const body = { locale: 'en' };
    assert.equal(
      (await callSessionApi(harness, '/session/installation/consent', { bearer, method: 'POST', body })).status,
      200,
    );
    assert.deepEqual(await statusOf(), ['installed', 'failed_run']);
    await report('success');
    assert.deepEqual(await statusOf(), ['installed', undefined]);
  });

  test('reaches no connection of another integration', async () => {
    const tenant = newTenant();
    const { bearer } = await open({ external_id: tenant });
    const [orders] = connectionsOf(await view(bearer, 'orders'));
    const [invoices] = connectionsOf(await view(bearer, 'invoices'));
    assert.notEqual(orders?.id, invoices?.id);
    const rename = (id: number | undefined) =>
      callSessionApi(harness, `/session/connections/${id}`, { bearer, method: 'PATCH', body: { name: 'Mine' } });
    assert.equal((await rename(invoices?.id)).status, 200);
    assert.equal((await rename(orders?.id)).status, 404);
  });

  test('is not changed to what the token may not see, nor in a session of another page', async () => {
    const { bearer } = await open();
    const other = await loadPage(harness, `/shop/sandbox-basic/auth?tenant=${tokenOf()}`);
    assert.ok(other.state.kind === 'dialog');
    for (const [own, integration] of [
      [bearer, 'gold'],
      [bearer, 'none'],
      [other.state.bearer, 'orders'],
    ] as const) {
      const answer = await callSessionApi(harness, '/session/view', {
        bearer: own,
        method: 'POST',
        body: { integration },
      });
      assert.deepEqual([answer.status, (answer.json as ErrorResponse).error.code], [404, 'not_found']);
    }
    const { subject } = await view(bearer, null);
    assert.equal(subject.kind, 'portal');
  });

  test('keeps the connections of each user apart where an integration is not shared', async () => {
    const external_id = newTenant();
    const ada = await open({ external_id, sub: 'ada' });
    const bob = await open({ external_id, sub: 'bob' });
    const [hers] = connectionsOf(await view(ada.bearer, 'invoices'));
    const [his] = connectionsOf(await view(bob.bearer, 'invoices'));
    assert.notEqual(hers?.id, his?.id);
  });
});

describe('a call about an installation that names its integration', () => {
  const schedule = { expression: '0 * * * *', timeZone: 'UTC' };
  const CALLS = [
    ['GET', '', undefined],
    ['PUT', '', { settings: {}, schedule }],
    ['PATCH', '', { paused: true }],
    ['DELETE', '', undefined],
    ['PUT', '/draft', { step: 'settings', settings: {}, schedule }],
    ['POST', '/consent', { locale: 'en' }],
    ['DELETE', '/consent', undefined],
    ['DELETE', '/data', undefined],
    ['POST', '/next-runs', schedule],
    ['GET', '/options/folder', undefined],
    ['GET', '/history', undefined],
  ] as const;
  const call = (bearer: string, [method, path, body]: (typeof CALLS)[number], integration: string) =>
    callSessionApi(harness, `/session/installation${path}?integration=${integration}`, {
      ...{ bearer, method },
      ...(body !== undefined && { body }),
    });

  for (const shown of ['invoices', null] as const) {
    test(`is refused while the session shows ${shown ?? 'the list'}, and changes nothing`, async () => {
      const tenant = newTenant();
      const { bearer } = await open({ external_id: tenant });
      await view(bearer, 'orders');
      await view(bearer, shown);
      for (const row of CALLS) {
        const { status, json } = await call(bearer, row, 'orders');
        const { code, fields = [] } = (json as ErrorResponse).error;
        const paths = fields.map(({ path }) => path);
        assert.deepEqual([status, code, paths], [409, 'conflict', ['integration']], `${row[0]} ${row[1]}`);
      }
      for (const integration of ['orders', 'invoices']) {
        const { installation } = await view(bearer, integration);
        assert.deepEqual([installation?.installation, installation?.draft], [undefined, undefined]);
      }
    });
  }

  test('is answered while the session shows it', async () => {
    const { bearer } = await open();
    await view(bearer, 'orders');
    for (const row of CALLS.filter(([method, path]) => method === 'GET' || path === '/next-runs')) {
      const { status } = await call(bearer, row, 'orders');
      // The integration has no setting with choices.
      assert.equal(status, row[1].startsWith('/options') ? 404 : 200, `${row[0]} ${row[1]}`);
    }
  });
});
