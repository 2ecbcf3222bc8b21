import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ConnectionDetails } from '../../widget/protocol/connection.ts';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { OpenViewResponse, SessionResponse } from '../../widget/protocol/session-api.ts';
import { createConnection } from '../connections/change-connection.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import {
  ACME_SECRET,
  HOST_ORIGIN,
  hs256,
  rs256,
  startHarness,
  subjectClaims,
  vendorClaims,
} from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi, connectionsOf, exchangeToken, loadPage } from '../testing/page.ts';
import { rsaKey } from '../testing/rsa-key.ts';
import { ApplicationHost } from './superblocks/testing/application-host.ts';

const LOCOIA_SECRET = 'initech-signs-its-claims-with-this';
const vendor = rsaKey('initech');

let harness: Harness;
let host: ApplicationHost;

before(async () => {
  const publicKey = vendor.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const connectors = ['sandbox'];
  harness = await startHarness({
    organizations: {
      initech: {
        allowedOrigins: [HOST_ORIGIN],
        keys: [
          { alg: 'HS256', secret: ACME_SECRET },
          { alg: 'HS256', secret: LOCOIA_SECRET, claims: 'locoia' },
          { alg: 'RS256', vendorId: 'we9', publicKey },
        ],
        integrations: { sync: { id: 1, connectors }, other: { id: 2, connectors } },
        apps: { portal: { show: 'portal' } },
      },
    },
  });
  host = await ApplicationHost.start(harness, 'initech');
});
after(() => harness.close());

/** What a page of a tenant shows about the connector. */
type Opened = Pick<DialogSession, 'bearer' | 'connectors'>;

/** Opens a page for a tenant. The id is that of the tenant's connection, for pages whose address names one. */
type Open = (tenant: string, id: number) => Promise<Opened>;

async function framed(path: string): Promise<Opened> {
  const { status, state, html } = await loadPage(harness, path);
  assert.equal(status, 200, html);
  assert.ok(state.kind === 'dialog');
  return state;
}

/** Shows an integration of the list that a session has. */
async function view({ bearer }: Opened): Promise<Opened> {
  const body = { integration: 'sync' };
  const { status, json, text } = await callSessionApi(harness, '/session/view', { bearer, method: 'POST', body });
  assert.equal(status, 200, text);
  return { ...(json as OpenViewResponse), bearer };
}

const tokenOf = (tenant: string) => hs256(subjectClaims(harness.now(), { external_id: tenant }));

/** Every kind of page that shows a connection, in every dialect and with every kind of claims. */
const PAGES: Readonly<Record<string, Open>> = {
  'a direct link, for Workato': (tenant, id) => {
    const token = rs256(vendorClaims(harness.now(), { sub: `we9:E${tenant}` }), vendor.privateKey);
    return framed(`/direct_link/embedded/connections/${id}?workato_dl_token=${token}`);
  },
  'the page of a connector, for Pandium': (tenant) => framed(`/initech/sandbox/auth?tenant=${tokenOf(tenant)}`),
  'an install page, for Pandium': (tenant) => framed(`/initech/tenants/create/sync?tenant=${tokenOf(tenant)}`),
  'a portal, for Pandium': async (tenant) => view(await framed(`/initech?tenant=${tokenOf(tenant)}`)),
  'the page of a connector, with the tag': async (tenant) => {
    const { json } = await exchangeToken(harness, '/initech/sandbox/auth?dialect=native', tokenOf(tenant));
    return json as DialogSession;
  },
  'the page of a connection, with the tag': async (tenant, id) => {
    const { json } = await exchangeToken(harness, `/initech/connections/${id}?dialect=native`, tokenOf(tenant));
    return json as DialogSession;
  },
  'an application, for Superblocks': async (tenant) => {
    const token = await host.sessionToken({ metadata: { externalOrgId: tenant } });
    const { json } = await host.exchange('/embed/applications/portal', { token, path: '/integrations/sync' });
    return json as DialogSession;
  },
  'a page with claims of Locoia': (tenant) => {
    const iat = Math.floor(harness.now() / 1000);
    const claims = { embed_user_id: 'ada', embed_account_id: tenant, iat, exp: iat + 600 };
    return framed(`/initech/sandbox/auth?tenant=${hs256(claims, LOCOIA_SECRET)}`);
  },
};

let tenants = 0;

for (const [title, open] of Object.entries(PAGES)) {
  test(`a connection made on ${title} is the only one of its tenant on every other page`, async () => {
    const tenant = `tenant-${(tenants += 1)}`;
    // The address of a page can name a connection that the back end has created.
    const isNamed = /direct link|of a connection/.test(title);
    const order = { organization: 'initech', tenantKey: tenant, userKey: null, connector: 'sandbox', name: 'Sandbox' };
    const named = isNamed ? (await createConnection(harness.deps, { ...order, actor: null })).id : 0;

    const maker = await open(tenant, named);
    const { id } = onlyConnection(maker);
    await change(maker, 'PUT', `/connections/${id}/credentials`, { values: { api_key: SANDBOX_KEY } });
    const others = await Promise.all(Object.values(PAGES).map((other) => other(tenant, id)));
    assert.deepEqual(
      others.map(onlyConnection).map((shown) => [shown.id, shown.status, shown.verified]),
      others.map(() => [id, 'connected', true]),
    );

    await change(maker, 'POST', `/connections/${id}/disconnect`);
    const statuses = others.map(async ({ bearer }) => {
      const { json } = await callSessionApi(harness, '/session', { bearer });
      return onlyConnection(json as SessionResponse).status;
    });
    assert.deepEqual(new Set(await Promise.all(statuses)), new Set(['disconnected']));
  });
}

function onlyConnection(session: Opened | SessionResponse): ConnectionDetails {
  const connections = connectionsOf(session);
  assert.equal(connections.length, 1);
  const [connection] = connections;
  assert.ok(connection);
  return connection;
}

async function change({ bearer }: Opened, method: string, path: string, body?: object): Promise<void> {
  const { status, text } = await callSessionApi(harness, `/session${path}`, { bearer, method, ...(body && { body }) });
  assert.equal(status, 200, text);
}
