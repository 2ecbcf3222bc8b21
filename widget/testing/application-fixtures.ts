import type { ConnectionDetails } from '../protocol/connection.ts';
import type { IntegrationSummary } from '../protocol/page-state.ts';
import type { TokenExchangeResponse } from '../protocol/session-api.ts';
import { apiKeyConnector, connection, tokenExchangeResponse } from './fixtures.ts';

/** The application of the fixtures, and the path of its page. */
export const application = { id: '0d7c', name: 'Billing' };
export const APPLICATION_PATH = '/embed/applications/0d7c';

/** The integrations that a session of the application may see. */
export const integrations: readonly IntegrationSummary[] = [
  {
    id: 7,
    slug: 'orders',
    name: 'Orders',
    description: 'Copies each order.',
    connectors: [
      { name: 'gwt', title: 'GWT' },
      { name: 'hubspot', title: 'HubSpot' },
      { name: 'xero', title: 'Xero' },
    ],
  },
  { id: 8, slug: 'invoices', name: 'Invoices', description: '', connectors: [{ name: 'xero', title: 'Xero' }] },
];

/** The server's response that lists the integrations. */
export function integrationListResponse(changes: Partial<TokenExchangeResponse> = {}): TokenExchangeResponse {
  return tokenExchangeResponse({
    subject: { kind: 'portal' },
    connectors: [],
    app: application,
    path: '/',
    integrations,
    ...changes,
  });
}

/** The server's response that opens the integration `orders`, with the status of each of its three connectors. */
export function ordersResponse(
  statuses: readonly ConnectionDetails['status'][] = [],
  changes: Partial<TokenExchangeResponse> = {},
): TokenExchangeResponse {
  const [orders] = integrations;
  const connectors = (orders?.connectors ?? []).map(({ name, title }, index) => ({
    connector: { ...apiKeyConnector, name, title },
    connections: [connection({ id: index + 1, connector: name, status: statuses[index] ?? 'disconnected' })],
  }));
  return integrationListResponse({
    subject: { kind: 'integration', integration: 'orders' },
    path: '/integrations/orders',
    connectors,
    ...(orders && { integration: orders }),
    ...changes,
  });
}
