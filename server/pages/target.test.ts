import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testConnector, testIntegration, testOrganization } from '../auth/testing/organization.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import { canOpenByPath, choosesNextConnector, resolveTarget, type TargetRequest } from './target.ts';

const connectors = {
  gwt: testConnector({ sandbox: true }),
  hubspot: testConnector(),
  slack: testConnector({ sandbox: true }),
  jira: testConnector(),
  alone: testConnector(),
};

/** hubspot and gwt are in two integrations, slack and jira in one each, `alone` in none. */
const full = testOrganization({
  connectors,
  integrations: [
    testIntegration({
      slug: 'gwt2hs',
      id: 7,
      name: 'GWT to HubSpot',
      connectors: ['gwt', 'hubspot', 'slack'],
      ownConnector: 'gwt',
    }),
    testIntegration({ slug: 'leads', id: 8, name: 'Leads', connectors: ['hubspot', 'gwt'], ownConnector: 'gwt' }),
    testIntegration({ slug: 'tickets', id: 9, name: 'Tickets', connectors: ['jira'] }),
  ],
});

/** Only one integration. */
const small = testOrganization({
  connectors,
  integrations: [
    testIntegration({ slug: 'gwt2hs', id: 7, connectors: ['gwt', 'hubspot', 'slack'], ownConnector: 'gwt' }),
  ],
});

const odd = testOrganization({
  connectors,
  integrations: [
    testIntegration({ slug: '8', id: 7, name: 'Same', connectors: ['hubspot'] }),
    testIntegration({ slug: 'b', id: 8, name: 'Same', connectors: ['slack'] }),
    testIntegration({ slug: 'Same too', id: 10, name: 'b', connectors: ['jira'] }),
    testIntegration({ slug: 'grouped', id: 11, connectors: ['alone'], groups: ['admins'] }),
    testIntegration({ slug: 'self', id: 12, connectors: ['gwt'], ownConnector: 'gwt' }),
    testIntegration({ slug: 'other', id: 14, connectors: ['gwt'] }),
    testIntegration({ slug: 'broken', id: 13, connectors: ['absent', 'jira'] }),
  ],
});

/** Two integrations, and one connector for people. */
const twins = testOrganization({
  connectors: { gwt: testConnector(), hubspot: testConnector() },
  integrations: [
    testIntegration({ slug: 'a', id: 1, connectors: ['gwt', 'hubspot'], ownConnector: 'gwt' }),
    testIntegration({ slug: 'b', id: 2, connectors: ['gwt', 'hubspot'], ownConnector: 'gwt' }),
  ],
});

const sandbox = testOrganization({ ...withLists(full), mode: 'sandbox' });
const sandboxWithReal = testOrganization({ ...withLists(full), mode: 'sandbox', sandboxRealConnectors: true });

function withLists({ integrations, ...rest }: OrganizationConfig) {
  return { ...rest, connectors, integrations: [...integrations.values()] };
}

type TokenOverrides = Partial<TargetRequest['token']>;

/** The expected result: `connector` or `connector of integration`, or undefined for not found. */
type Row = [
  title: string,
  organization: OrganizationConfig,
  path: string,
  said: TokenOverrides,
  expected?: string,
  connected?: string[],
];

const rows: Row[] = [
  // The path names the connector.
  ['a connector in no integration is opened alone', full, 'alone', {}, 'alone'],
  ['a connector in one integration is opened with it', full, 'jira', {}, 'jira of tickets'],
  ['a connector in two integrations is opened alone', full, 'hubspot', {}, 'hubspot'],
  ['an unknown connector', full, 'absent', {}],
  ['a connector whose name only differs in case', full, 'HubSpot', {}],
  ['a property of every object', full, 'toString', {}],
  ['the path wins over another connector in the token', full, 'jira', { connectorName: 'alone' }, 'jira of tickets'],
  ['the path may name a connected one', full, 'jira', {}, 'jira of tickets', ['jira']],

  // An own connector in the path counts as the literal.
  [
    'an own connector in the path leads to the next one',
    full,
    'gwt',
    { integrationName: 'gwt2hs' },
    'hubspot of gwt2hs',
  ],
  [
    'an own connector in the path leads to the first that is not connected',
    full,
    'gwt',
    { integrationName: 'gwt2hs' },
    'slack of gwt2hs',
    ['hubspot'],
  ],
  ['an own connector in the path gives way to the token', full, 'gwt', { connectorName: 'jira' }, 'jira of tickets'],
  ['an own connector in the path and in the token', full, 'gwt', { connectorName: 'gwt' }],
  ['an own connector of several integrations in the path', full, 'gwt', {}],
  ['an own connector of the only integration in the path', small, 'gwt', {}, 'hubspot of gwt2hs'],
  ['an own connector of another integration', odd, 'gwt', { integrationName: 'other' }, 'gwt of other'],
  ['an own connector that is the whole integration', odd, 'gwt', { integrationName: 'self' }, 'gwt of self'],

  // The token names the integration.
  ['an integration by name', full, 'hubspot', { integrationName: 'leads' }, 'hubspot of leads'],
  ['an integration by number', full, 'hubspot', { integrationName: '8' }, 'hubspot of leads'],
  ['an integration by display name', full, 'hubspot', { integrationName: 'GWT to HubSpot' }, 'hubspot of gwt2hs'],
  ['a name before a number', odd, 'connector', { integrationName: '8' }, 'hubspot of 8'],
  ['a name before the display name of another', odd, 'connector', { integrationName: 'b' }, 'slack of b'],
  ['the display name of two integrations', odd, 'connector', { integrationName: 'Same' }],
  [
    'the display name of two integrations, of which one has the connector in the path',
    odd,
    'slack',
    { integrationName: 'Same' },
    'slack of b',
  ],
  ['an unknown integration', full, 'hubspot', { integrationName: 'absent' }],
  ['an integration without the connector in the path', full, 'jira', { integrationName: 'leads' }],
  ['an integration with a connector that is not configured', odd, 'absent', { integrationName: 'broken' }],

  // The token names the connector.
  ['a connector of the token', full, 'connector', { connectorName: 'jira' }, 'jira of tickets'],
  ['a connector of the token in no integration', full, 'connector', { connectorName: 'alone' }, 'alone'],
  ['a connector of the token in two integrations', full, 'connector', { connectorName: 'hubspot' }, 'hubspot'],
  ['both named', full, 'connector', { integrationName: 'gwt2hs', connectorName: 'slack' }, 'slack of gwt2hs'],
  [
    'an integration and a connector that exclude each other',
    full,
    'connector',
    { integrationName: 'tickets', connectorName: 'slack' },
  ],
  ['an unknown connector in the token', full, 'connector', { connectorName: 'absent' }],
  ['the literal as connector of the token', full, 'connector', { connectorName: 'connector' }],
  [
    'the own connector leads to the next one',
    full,
    'connector',
    { integrationName: 'gwt2hs', connectorName: 'gwt' },
    'hubspot of gwt2hs',
  ],
  ['the own connector of several integrations', full, 'connector', { connectorName: 'gwt' }],
  ['the own connector of the only integration', small, 'connector', { connectorName: 'gwt' }, 'hubspot of gwt2hs'],
  ['a connected connector of the token', full, 'connector', { connectorName: 'jira' }, 'jira of tickets', ['jira']],

  // Neither path nor token names the connector.
  ['the first that is not the own one', full, 'connector', { integrationName: 'gwt2hs' }, 'hubspot of gwt2hs'],
  ['the first that is not connected', full, 'connector', { integrationName: 'gwt2hs' }, 'slack of gwt2hs', ['hubspot']],
  ['not the own one, though connected', full, 'connector', { integrationName: 'gwt2hs' }, 'hubspot of gwt2hs', ['gwt']],
  [
    'the first connector of a person when all are connected',
    full,
    'connector',
    { integrationName: 'gwt2hs' },
    'hubspot of gwt2hs',
    ['gwt', 'hubspot', 'slack'],
  ],
  ['the own connector when there is no other', odd, 'connector', { integrationName: 'self' }, 'gwt of self'],
  ['a connector that is not configured is skipped', odd, 'connector', { integrationName: 'broken' }, 'jira of broken'],
  ['the only integration', small, 'connector', {}, 'hubspot of gwt2hs'],
  ['several integrations and no name', full, 'connector', {}],
  ['several connectors without integrations and no name', testOrganization({ connectors }), 'connector', {}],
  ['the only connector', testOrganization({ connectors: { alone: testConnector() } }), 'connector', {}, 'alone'],
  ['the only connector of several integrations', twins, 'connector', {}, 'hubspot'],
  ['no connector at all', testOrganization(), 'connector', {}],

  // Groups.
  ['an integration for groups', odd, 'alone', {}],
  ['an integration for another group', odd, 'alone', { groups: ['users'] }],
  ['an integration for a group of the token', odd, 'alone', { groups: ['users', 'admins'] }, 'alone of grouped'],
  ['an integration for groups by name', odd, 'connector', { integrationName: 'grouped' }, 'alone of grouped'],

  // Sandbox mode.
  ['a real connector in sandbox mode', sandbox, 'jira', {}],
  ['a sandbox connector in sandbox mode', sandbox, 'slack', {}, 'slack of gwt2hs'],
  [
    'a real connector is skipped in sandbox mode',
    sandbox,
    'connector',
    { integrationName: 'gwt2hs' },
    'slack of gwt2hs',
  ],
  ['only the own connector left in sandbox mode', sandbox, 'connector', { integrationName: 'leads' }],
  ['a real connector if the sandbox has it', sandboxWithReal, 'jira', {}, 'jira of tickets'],
];

for (const [title, organization, pathConnector, said, expected, connected = []] of rows) {
  test(`${title}: ${expected ?? 'not found'}`, () => {
    const request: TargetRequest = {
      organization,
      pathConnector,
      token: { groups: [], ...said },
      connected: { account: new Set(connected), user: new Set<string>() },
    };
    if (expected === undefined) {
      assert.throws(() => resolveTarget(request), NotFoundError);
    } else {
      const { connector, integration } = resolveTarget(request);
      assert.equal(integration ? `${connector} of ${integration.slug}` : connector, expected);
    }
  });
}

test('each reason that nothing is found has a message of its own for developers', () => {
  const nothing = { account: new Set<string>(), user: new Set<string>() };
  const messageOf = (pathConnector: string, said: TokenOverrides, organization = full) => {
    try {
      resolveTarget({ organization, pathConnector, token: { groups: [], ...said }, connected: nothing });
    } catch (error) {
      return error instanceof NotFoundError ? error.message : 'another error';
    }
    return 'found';
  };
  const messages = [
    messageOf('absent', {}),
    messageOf('connector', {}),
    messageOf('gwt', {}),
    messageOf('hubspot', { integrationName: 'absent' }),
    messageOf('jira', { integrationName: 'leads' }),
    messageOf('connector', { integrationName: 'Same' }, odd),
    messageOf('alone', {}, odd),
    messageOf('connector', { integrationName: 'leads' }, sandbox),
  ];
  assert.equal(new Set(messages).size, messages.length, messages.join('\n'));
  assert.ok(!messages.includes('found') && !messages.includes('another error'));
});

test('the address of a connector is listed only if it has a page of its own', () => {
  const listed = (organization: OrganizationConfig) =>
    ['connector', ...organization.connectors.keys()].filter((name) => canOpenByPath(organization, name));
  assert.deepEqual(listed(full), ['connector', 'hubspot', 'slack', 'jira', 'alone']);
  assert.deepEqual(listed(sandbox), ['connector', 'slack']);
});

test('what is connected is looked at only where path and token name no connector to show', () => {
  let reads = 0;
  const connected: TargetRequest['connected'] = {
    get account() {
      reads += 1;
      return new Set<string>();
    },
    get user() {
      reads += 1;
      return new Set<string>();
    },
  };
  const answers = new Set<boolean>();
  for (const organization of [full, small, odd, twins, sandbox, sandboxWithReal, testOrganization({ connectors })]) {
    for (const pathConnector of ['connector', ...Object.keys(connectors)]) {
      for (const connectorName of [undefined, ...Object.keys(connectors)]) {
        for (const integrationName of [undefined, ...organization.integrations.keys()]) {
          const token = { integrationName, connectorName, groups: [] };
          const expected = choosesNextConnector({ organization, pathConnector, token });
          reads = 0;
          try {
            resolveTarget({ organization, pathConnector, token, connected });
          } catch (error) {
            if (!(error instanceof NotFoundError)) throw error;
          }
          answers.add(expected);
          assert.ok(reads === 0 || expected, `${pathConnector}, ${connectorName} and ${integrationName} needs a read`);
        }
      }
    }
  }
  assert.deepEqual([...answers].sort(), [false, true]);
});
