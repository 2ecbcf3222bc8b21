import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { NotFoundError } from '../errors.ts';
import type { OpenStore } from './store.contract.ts';
import type { Store, Stores } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { type FilledRows, fillTenant, hashOf, newFlow, newSession, NOW, tenantOf } from './testing/fill-store.ts';

const REFUSED = Symbol('rejects');
const NOT_FOUND = Symbol('rejects with NotFoundError');

/** A method called for somebody else's rows. */
interface Attempt {
  readonly call: (stores: Stores, stranger: TenantScope, rows: FilledRows) => Promise<unknown>;
  /** What comes of it. */
  readonly gives: unknown;
  /** Only those who name another organization are strangers to this method. */
  readonly perOrganization?: true;
}

const page = { afterId: 0, limit: 10 };

/** Every method of every port that takes a scope or an organization. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'tenants.find': {
    call: ({ tenants }, { organization }, { connection }) => tenants.find(organization, connection.tenantId),
    gives: undefined,
    perOrganization: true,
  },
  'tenants.findByKey': {
    call: ({ tenants }, { organization }) => tenants.findByKey(organization, 'victim'),
    gives: undefined,
    perOrganization: true,
  },
  'connections.find': {
    call: ({ connections }, stranger, { connection }) => connections.find(stranger, connection.id),
    gives: undefined,
  },
  'connections.list': { call: ({ connections }, stranger) => connections.list(stranger, {}), gives: [] },
  'connections.credentials': {
    call: ({ connections }, stranger, { connection }) => connections.credentials(stranger, connection.id),
    gives: undefined,
  },
  'connections.change': {
    call: ({ connections }, stranger, { connection }) =>
      connections.change({ ...connection, ...stranger }, { name: 'taken', credentials: null }, NOW),
    gives: undefined,
  },
  'connections.delete': {
    call: ({ connections }, stranger, { connection }) => connections.delete(stranger, connection.id),
    gives: false,
  },
  'connections.create': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.create({ organization, tenantId: connection.tenantId }, { ...connection, now: NOW }),
    gives: REFUSED,
    perOrganization: true,
  },
  'connections.lease': {
    call: ({ connections }, stranger, { connection }) => connections.lease({ ...connection, ...stranger }, NOW),
    gives: undefined,
  },
  'connections.settleLease': {
    call: ({ connections }, stranger, { connection: { id, fence } }) =>
      connections.settleLease({ ...stranger, id, fence }, { status: 'needs_reauth', credentials: null }, NOW),
    gives: undefined,
  },
  'connections.listOrganization': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.listOrganization(organization, { ...page, tenantId: connection.tenantId }),
    gives: [],
    perOrganization: true,
  },
  'connections.hasCredentialsFor': {
    call: ({ connections }, { organization }, { connection: { tenantId, connector, account } }) =>
      connections.hasCredentialsFor(organization, { connectors: [connector], account, tenantId }),
    gives: false,
    perOrganization: true,
  },
  'connections.findInOrganization': {
    call: ({ connections }, { organization }, { connection }) =>
      connections.findInOrganization(organization, connection.id),
    gives: undefined,
    perOrganization: true,
  },
  'flows.create': {
    call: ({ flows }, stranger, { connection }) => flows.create(stranger, newFlow(connection, 'stranger')),
    gives: REFUSED,
  },
  'flows.find': { call: ({ flows }, stranger, { flow }) => flows.find(stranger, flow.id), gives: undefined },
  'flows.secrets': { call: ({ flows }, stranger, { flow }) => flows.secrets(stranger, flow.id), gives: undefined },
  'flows.change': {
    call: ({ flows }, stranger, { flow }) =>
      flows.change({ ...flow, ...stranger }, { status: 'cancelled', secrets: null }, NOW),
    gives: undefined,
  },
  'flows.listOpen': { call: ({ flows }, stranger) => flows.listOpen(stranger, NOW), gives: [] },
  'sessions.create': {
    call: ({ sessions }, { organization }, { connection: { tenantId } }) =>
      sessions.create(newSession({ organization, tenantId }, 'stranger')),
    gives: REFUSED,
    perOrganization: true,
  },
  'sessions.makeRoom': {
    call: ({ sessions }, stranger) =>
      sessions.makeRoom(stranger, { embedTokenHash: hashOf('token'), most: 0, now: NOW }),
    gives: undefined,
  },
  'usedTokens.use': {
    call: ({ usedTokens }, { organization }) => usedTokens.use(organization, 'jti', NOW + 1, NOW),
    gives: true,
    perOrganization: true,
  },
  'activity.add': {
    call: ({ activity }, { organization }, { connection: { tenantId, id: connectionId } }) =>
      activity.add({
        organization,
        tenantId,
        connectionId,
        installationId: null,
        type: 'connection.deleted',
        actor: null,
        detail: {},
        at: NOW,
      }),
    gives: REFUSED,
    perOrganization: true,
  },
  'activity.list': { call: ({ activity }, stranger) => activity.list(stranger, 10), gives: [] },
  'installations.findByIntegration': {
    call: ({ installations }, stranger) => installations.findByIntegration(stranger, 'sync', null),
    gives: undefined,
  },
  'installations.create': {
    call: ({ installations }, { organization }, { installation }) =>
      installations.create({ organization, tenantId: installation.tenantId }, { ...installation, now: NOW }),
    gives: REFUSED,
    perOrganization: true,
  },
  'installations.setCapability': {
    call: ({ installations }, stranger, { installation }) =>
      installations.setCapability(stranger, installation.id, { hash: hashOf('mine'), sealed: hashOf('mine') }),
    gives: NOT_FOUND,
  },
  'webhookEndpoints.count': {
    call: ({ webhookEndpoints }, stranger, { installation }) => webhookEndpoints.count(stranger, installation.id),
    gives: 0,
  },
  'webhookEndpoints.create': {
    call: ({ webhookEndpoints }, stranger, { endpoint }) =>
      webhookEndpoints.create(stranger, { ...endpoint, url: 'https://stranger.example.com/', now: NOW }),
    gives: REFUSED,
  },
  'webhookEndpoints.setSecret': {
    call: ({ webhookEndpoints }, stranger, { endpoint }) =>
      webhookEndpoints.setSecret(stranger, endpoint.id, hashOf('mine')),
    gives: NOT_FOUND,
  },
};

/** Methods that know no scope: found by 256 random bits, of the whole server, or for a row that is made. */
const WITHOUT_SCOPE = [
  'tenants.ensure',
  'connections.dueForRenewal',
  'connections.dueForVerification',
  'flows.findByToken',
  'flows.findByState',
  'flows.deleteExpired',
  'sessions.find',
  'sessions.extend',
  'sessions.deleteExpired',
  'usedTokens.deleteExpired',
  'installations.findByCapability',
  'vaultKeys.list',
  'vaultKeys.add',
  'signingKeys.list',
  'signingKeys.add',
  'signingKeys.retireAll',
  'signingKeys.deleteExpired',
];

/** Who must not reach the rows of `victim`: a neighbour, another organization, and one that borrows the tenant's id. */
async function strangersTo(store: Store, victim: TenantScope): Promise<Readonly<Record<string, TenantScope>>> {
  return {
    'another tenant': await tenantOf(store, victim.organization, 'neighbour'),
    'another organization': await tenantOf(store, 'globex', 'victim-2'),
    "another organization with this tenant's id": { organization: 'initech', tenantId: victim.tenantId },
    'this organization in other letters': { organization: 'ACME', tenantId: victim.tenantId },
  };
}

async function everythingOf(store: Store, scope: TenantScope, { connection, flow, installation }: FilledRows) {
  return {
    tenant: await store.tenants.find(scope.organization, scope.tenantId),
    connections: await store.connections.list(scope, {}),
    credentials: await store.connections.credentials(scope, connection.id),
    flows: await store.flows.listOpen(scope, NOW),
    flowSecrets: await store.flows.secrets(scope, flow.id),
    installation: await store.installations.findByCapability(hashOf(`capability:${scope.tenantId}`)),
    endpoints: await store.webhookEndpoints.count(scope, installation.id),
    activity: await store.activity.list(scope, 10),
    session: await store.sessions.find(hashOf(`session:${scope.tenantId}`), NOW),
  };
}

async function assertGives(written: Promise<unknown>, gives: unknown): Promise<void> {
  if (gives === REFUSED) await assert.rejects(written);
  else if (gives === NOT_FOUND) await assert.rejects(written, NotFoundError);
  else assert.deepEqual(await written, gives);
}

/** That nobody reaches another tenant's rows, through any method. */
export function scopeContract(open: OpenStore): void {
  describe("another tenant's rows", () => {
    test('every method is in the table, or known to have no scope', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const ports = Object.entries(store).filter((entry): entry is [string, object] => typeof entry[1] === 'object');
      const methods = ports.flatMap(([port, instance]) => {
        const prototype: unknown = Object.getPrototypeOf(instance);
        return Object.getOwnPropertyNames(prototype)
          .filter((name) => name !== 'constructor')
          .map((name) => `${port}.${name}`);
      });

      assert.deepEqual(methods.toSorted(), [...Object.keys(ATTEMPTS), ...WITHOUT_SCOPE].toSorted());
    });

    for (const [method, { call, gives, perOrganization }] of Object.entries(ATTEMPTS)) {
      test(`${method} neither finds nor changes them`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const victim = await tenantOf(store, 'acme', 'victim');
        const rows = await fillTenant(store, victim);
        await store.write(({ usedTokens }) => usedTokens.use('acme', 'jti', NOW + 1, NOW));
        const before = await everythingOf(store, victim, rows);
        const strangers = Object.entries(await strangersTo(store, victim)).filter(
          ([, { organization }]) => !perOrganization || organization !== victim.organization,
        );
        assert.ok(strangers.length >= 2);

        for (const [who, stranger] of strangers) {
          await t.test(who, async () => {
            await assertGives(
              store.write((stores) => call(stores, stranger, rows)),
              gives,
            );
            assert.deepEqual(await everythingOf(store, victim, rows), before);
          });
        }
      });
    }
  });
}
