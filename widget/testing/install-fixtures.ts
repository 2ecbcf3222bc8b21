import type { HistoryResponse, InstallationDetails, InstallationView, SettingField } from '../protocol/installation.ts';
import type { DialogPageState } from '../protocol/page-state.ts';
import { integrations } from './application-fixtures.ts';
import { apiKeyConnector, connection, dialogState } from './fixtures.ts';

const [orders] = integrations;
if (!orders) throw new TypeError('There is no integration.');
const { slug } = orders;

/** A setting of each kind. */
export const settingFields: readonly SettingField[] = [
  {
    name: 'prefix',
    kind: 'text',
    label: { en: 'Prefix', de: 'Präfix' },
    help: 'Goes before each order number.',
    required: true,
    placeholder: 'ACME-',
  },
  { name: 'notify', kind: 'text', format: 'email', label: 'Report to', required: false },
  { name: 'site', kind: 'text', format: 'uri', label: 'Shop address', required: false },
  { name: 'since', kind: 'text', format: 'date', label: 'Copy orders since', required: false },
  { name: 'note', kind: 'text', multiline: true, label: 'Note', required: false },
  { name: 'limit', kind: 'number', integer: true, minimum: 1, maximum: 100, label: 'Orders per run', required: true },
  {
    name: 'mode',
    kind: 'choice',
    label: 'Orders to copy',
    required: true,
    options: [
      { value: 'all', label: 'All orders' },
      { value: 'paid', label: 'Paid orders' },
    ],
  },
  {
    name: 'grace',
    kind: 'number',
    integer: false,
    label: 'Days after payment',
    required: true,
    condition: { name: 'mode', values: ['paid'], whenAbsent: false },
  },
  {
    name: 'types',
    kind: 'choices',
    label: 'Kinds of orders',
    required: false,
    options: [
      { value: 'web', label: 'Web' },
      { value: 'store', label: 'Store' },
    ],
  },
  { name: 'list', kind: 'remote-choice', label: 'HubSpot list', required: false, connector: 'hubspot' },
  { name: 'tags', kind: 'remote-choices', label: 'Tags', required: false, connector: 'hubspot' },
  { name: 'token', kind: 'secret', label: 'Shop password', required: true },
  {
    name: 'tax',
    kind: 'group',
    label: 'Tax',
    required: false,
    fields: [
      { name: 'include', kind: 'toggle', label: 'Include tax', help: 'In each line.', required: false },
      {
        name: 'rate',
        kind: 'number',
        integer: false,
        label: 'Rate',
        required: true,
        condition: { name: 'include', values: [true], whenAbsent: false },
      },
    ],
  },
];

/** Values of {@link settingFields} that can be saved. */
export const goodSettings = { prefix: 'A-', limit: 10, mode: 'all' } as const;

/** What the page of the integration `orders` shows. It is not installed, unless `overrides` say otherwise. */
export function installationView(overrides: Partial<InstallationView> = {}): InstallationView {
  if (!orders) throw new TypeError('There is no integration.');
  return {
    version: 'v1',
    integration: orders,
    fields: settingFields,
    schedule: { default: '*/30 * * * *', editable: true, minimumMinutes: 15 },
    storedSecrets: [],
    sharing: 'account',
    ...overrides,
  };
}

/** An installation of the integration `orders`. */
export function installationDetails(overrides: Partial<InstallationDetails> = {}): InstallationDetails {
  return {
    id: 31,
    paused: false,
    settings: goodSettings,
    schedule: { expression: '30 8 * * *', timeZone: 'Europe/Berlin' },
    nextRuns: ['2026-12-01T07:30:00.000Z', '2026-12-02T07:30:00.000Z', '2026-12-03T07:30:00.000Z'],
    updatedAt: '2026-11-01T10:00:00.000Z',
    ...overrides,
  };
}

/** A history with a failed run, a run that has not ended, and changes of several kinds. */
export function historyResponse(): HistoryResponse {
  return {
    runs: [
      {
        id: 2,
        status: 'error',
        message: 'HubSpot is not available.',
        startedAt: '2026-11-28T11:30:00.000Z',
        finishedAt: '2026-11-28T11:32:00.000Z',
        overview: ['98 of 100 orders', '2 orders were skipped'],
        details: ['Order 7', 'Order 8'],
        errors: ['Order 7 has no price.'],
      },
      { id: 1, status: 'running', startedAt: '2026-11-28T11:00:00.000Z', overview: [], details: [], errors: [] },
    ],
    activity: [
      { id: 9, type: 'installation.updated', at: '2026-11-28T10:00:00.000Z', actor: 'Ann Example', change: 'paused' },
      { id: 8, type: 'installation.updated', at: '2026-11-28T09:00:00.000Z', actor: 'Ann Example' },
      { id: 7, type: 'connection.needs_reauth', at: '2026-11-28T08:00:00.000Z', connector: 'HubSpot' },
      { id: 6, type: 'connection.moved', at: '2026-11-28T07:00:00.000Z', actor: 'ann', connector: 'HubSpot' },
    ],
  };
}

/** What a person agrees to before anything else. */
export const requiredConsent = {
  required: true,
  text: { en: 'Acme reads your orders.\n\nIt stores them for 30 days.', de: 'Acme liest Ihre Bestellungen.' },
  links: [{ label: 'Privacy policy', url: 'https://acme.example/privacy' }],
};

/** The state of the page of `orders`, with the status of each of its connectors. */
export function installPageState(
  view: Partial<InstallationView> = {},
  {
    statuses = ['connected', 'connected'],
    ...overrides
  }: Partial<DialogPageState> & { readonly statuses?: readonly ('connected' | 'disconnected')[] } = {},
): DialogPageState {
  const installation = installationView(view);
  const connectors = installation.integration.connectors.slice(0, statuses.length).map(({ name, title }, index) => ({
    connector: { ...apiKeyConnector, name, title },
    connections: [
      connection({
        id: index + 1,
        connector: name,
        status: statuses[index] ?? 'disconnected',
        verified: statuses[index] === 'connected',
      }),
    ],
  }));
  return dialogState({
    dialect: 'native',
    subject: { kind: 'integration', integration: slug },
    connectors,
    integration: installation.integration,
    installation,
    ...overrides,
  });
}
