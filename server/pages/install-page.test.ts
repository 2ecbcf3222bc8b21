import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TokenExchangeResponse } from '../../widget/protocol/session-api.ts';
import { ACME_SECRET, hs256, HOST_ORIGIN, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { newPerson, openInstallFlow } from '../testing/install-flow.ts';
import { exchangeToken, loadPage } from '../testing/page.ts';

let harness: Harness;

before(async () => {
  const organization = {
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    integrations: {
      sync: { id: 7, name: 'Sync', connectors: ['own', 'sandbox', 'sandbox-bearer'], ownConnector: 'own' },
      team: { id: 8, name: 'Team', connectors: ['sandbox'], groups: ['staff'], sharing: 'user' },
      twin: { id: 9, name: 'Twin', connectors: ['sandbox'] },
      'other-twin': { id: 10, name: 'Twin', connectors: ['sandbox'] },
      auth: { id: 11, name: 'Auth', connectors: ['sandbox'], multiple: false },
    },
  };
  harness = await startHarness({ organizations: { flow: organization } });
});
after(() => harness.close());

const INSTALL = '/flow/tenants/create';
const PORTAL = '/flow/integrations';

for (const path of [`${INSTALL}/sync`, `${INSTALL}/7`, `${INSTALL}/Sync`, `${PORTAL}/sync`, `${PORTAL}/7`]) {
  test(`${path} shows the integration, its connectors for people, and that it is not installed`, async () => {
    const { session } = await openInstallFlow(harness, path);
    assert.deepEqual(session.subject, { kind: 'integration', integration: 'sync' });
    assert.deepEqual(
      session.connectors.map(({ connector, connections, canAdd }) => [connector.name, connections.length, canAdd]),
      [
        ['sandbox', 1, true],
        ['sandbox-bearer', 1, true],
      ],
    );
    const { installation } = session;
    assert.equal(installation?.integration.slug, 'sync');
    assert.equal(installation.installation, undefined);
    assert.deepEqual(installation.schedule, { default: '0 * * * *', editable: true, minimumMinutes: 1 });
    assert.equal(installation.sharing, 'account');
  });
}

test('the page takes its token by message as well', async () => {
  const token = hs256(subjectClaims(harness.now(), { sub: newPerson() }));
  const path = `${INSTALL}/sync?dialect=native`;
  assert.equal((await loadPage(harness, path)).state.kind, 'waiting');
  const { status, json } = await exchangeToken(harness, path, token);
  assert.equal(status, 200);
  assert.equal((json as TokenExchangeResponse).installation?.integration.id, 7);
});

test('an integration whose slug is that of another page has its own page', async () => {
  const { session } = await openInstallFlow(harness, `${PORTAL}/auth`);
  assert.deepEqual(session.subject, { kind: 'integration', integration: 'auth' });
  assert.equal(session.connectors[0]?.canAdd, undefined);
});

test('the integration belongs to the person where it is not shared', async () => {
  const claims = { external_id: newPerson(), ti: { xti: { user_group: 'staff' } } };
  const [ann, bob] = [
    await openInstallFlow(harness, `${INSTALL}/team`, claims),
    await openInstallFlow(harness, `${INSTALL}/team`, claims),
  ];
  assert.equal(ann.session.installation?.sharing, 'user');
  assert.notEqual(ann.session.connectors[0]?.connections[0]?.id, bob.session.connectors[0]?.connections[0]?.id);
});

describe('a token opens the page of no integration', () => {
  const named = (name: string) => ({ ti: { xti: { integration_name: name } } });
  for (const [title, path, claims] of [
    ['that does not exist', `${INSTALL}/none`, {}],
    ['with a name that two have', `${INSTALL}/Twin`, {}],
    ['for a group that it does not name', `${INSTALL}/team`, {}],
    ['other than the one that it names', `${INSTALL}/sync`, named('twin')],
    ['that does not exist, in the portal', `${PORTAL}/none`, {}],
    ['for another group, in the portal', `${PORTAL}/team`, {}],
    ['that its list leaves out, in the portal', `${PORTAL}/sync`, { ti: { ili: ['twin'] } }],
    ['that it hides, in the portal', `${PORTAL}/sync`, { ti: { xti: { hidden_integrations: 'sync' } } }],
  ] as const) {
    test(title, async () => {
      const token = hs256(subjectClaims(harness.now(), { sub: newPerson(), ...claims }));
      const { status, state } = await loadPage(harness, `${path}?tenant=${token}`);
      assert.equal(status, 404);
      assert.ok(state.kind === 'notice');
      assert.match(state.message, /For this token, the organization has no such integration/);
    });
  }

  test('without being valid', async () => {
    const { status } = await loadPage(harness, `${INSTALL}/sync?tenant=x`);
    assert.equal(status, 401);
  });
});

for (const [title, path, claims] of [
  ['that its list leaves out, on the install page', `${INSTALL}/sync`, { ti: { ili: ['twin'] } }],
  [
    'that it names and its list leaves out',
    `${PORTAL}/sync`,
    { ti: { ili: ['x'], xti: { integration_name: 'sync' } } },
  ],
  ['for one of its groups', `${PORTAL}/team`, { ti: { xti: { user_group: 'staff' } } }],
] as const) {
  test(`a token opens the page of an integration ${title}`, async () => {
    const { session } = await openInstallFlow(harness, path, claims);
    assert.ok(session.installation);
  });
}

test('connecting the last connector installs nothing', async () => {
  const flow = await openInstallFlow(harness, `${INSTALL}/sync`);
  await flow.connectAll();
  const { json } = await flow.call('GET', '/installation');
  assert.equal((json as { view: { installation?: unknown } }).view.installation, undefined);
});
