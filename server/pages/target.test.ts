import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testConnector, testIntegration, testOrganization } from '../auth/testing/organization.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import { resolveTarget, type TargetRequest } from './target.ts';

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
    testIntegration({ slug: 'broken', id: 13, connectors: ['absent', 'jira'] }),
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
  ['the path may name the own connector', full, 'gwt', { integrationName: 'gwt2hs' }, 'gwt of gwt2hs'],
  ['the path may name a connected one', full, 'jira', {}, 'jira of tickets', ['jira']],

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
  ['the only integration that is listed', full, 'connector', { integrations: ['tickets'] }, 'jira of tickets'],
  ['several integrations and no name', full, 'connector', {}],
  ['no integrations and no name', testOrganization({ connectors }), 'connector', {}],

  // Lists of visible integrations.
  [
    'a listed integration by name',
    full,
    'hubspot',
    { integrationName: 'leads', integrations: ['leads'] },
    'hubspot of leads',
  ],
  [
    'a listed integration by number',
    full,
    'hubspot',
    { integrationName: 'leads', integrations: ['8'] },
    'hubspot of leads',
  ],
  ['a named integration that is not listed', full, 'hubspot', { integrationName: 'leads', integrations: ['gwt2hs'] }],
  ['a list leaves one of two', full, 'hubspot', { integrations: ['leads', 'tickets'] }, 'hubspot of leads'],
  ['a connector only in an integration that is not listed', full, 'jira', { integrations: ['leads'] }],
  ['a connector in no integration, with a list', full, 'alone', { integrations: ['leads'] }, 'alone'],
  ['a list of integrations that do not exist', full, 'jira', { integrations: ['absent'] }],
  ['a named integration that is hidden', full, 'jira', { integrationName: 'tickets', hiddenIntegrations: ['tickets'] }],
  ['hidden by number', full, 'jira', { hiddenIntegrations: ['9'] }],
  ['hidden though listed', full, 'jira', { integrations: ['tickets'], hiddenIntegrations: ['tickets'] }],
  ['hiding leaves one of two', full, 'hubspot', { hiddenIntegrations: ['gwt2hs'] }, 'hubspot of leads'],
  ['hiding what does not exist', full, 'jira', { hiddenIntegrations: ['absent'] }, 'jira of tickets'],
  ['an integration for groups', odd, 'alone', {}],
  ['an integration for groups by name', odd, 'connector', { integrationName: 'grouped' }],

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
      token: { integrations: [], hiddenIntegrations: [], ...said },
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
