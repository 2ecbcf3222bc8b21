import { z } from '@hono/zod-openapi';
import { integrationIcon } from '../connections/visible-connections.ts';
import type { IntegrationConfig } from '../config/config.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, jsonResponse } from './api-route.ts';

const integrationSchema = z
  .strictObject({
    id: z.number().int().openapi({ description: 'Number in the configuration.' }),
    name: z.string().openapi({ description: 'Name in addresses, in tokens and in the other resources.' }),
    display_name: z.string().openapi({ description: 'Name for people.' }),
    description: z.string(),
    category: z.string().nullable(),
    icon_url: z.string().nullable().openapi({
      description: 'Address of its icon, or of that of its only connector: an SVG or PNG that every page may show.',
    }),
    connectors: z.array(z.string()).openapi({ description: 'Names of connectors, in the order they are asked for.' }),
    own_connector: z
      .string()
      .nullable()
      .openapi({ description: 'The connector that embed tokens fill. A person is never asked for it.' }),
    multiple: z.boolean().openapi({ description: 'Whether people can add several connections of one connector.' }),
    sharing: z.enum(['account', 'user']).openapi({ description: 'Whose the connections are.' }),
    access: z.enum(['sso', 'public']),
    groups: z.array(z.string()).openapi({ description: 'The groups whose members see it. Empty: everyone.' }),
  })
  .openapi('Integration', {
    example: {
      ...{ id: 7, name: 'gwt2hs', display_name: 'GWT to HubSpot', description: 'Keeps both in step', category: 'CRM' },
      ...{ connectors: ['gwt', 'hubspot'], own_connector: 'gwt', multiple: true, sharing: 'account', access: 'sso' },
      groups: [],
      icon_url: 'https://connect.example.com/assets/9d03b7e2a64c81f5.png',
    },
  });

const listIntegrations = apiRoute('read', {
  method: 'get',
  path: '/integrations',
  operationId: 'listIntegrations',
  tags: ['Integrations'],
  summary: 'List the integrations of the organization',
  responses: {
    200: jsonResponse(
      'All integrations, in the order of the configuration.',
      z.strictObject({ data: z.array(integrationSchema), next_cursor: z.null() }),
    ),
  },
});

/** `/integrations`: what can be installed. */
export function integrationRoutes({ publicUrl }: Pick<ApiDeps, 'publicUrl'>) {
  return apiRouter().openapi(listIntegrations, (c) => {
    const { organization } = c.var.accessToken;
    const data = [...organization.integrations.values()].map((integration) => {
      const icon = integrationIcon(organization, integration);
      const iconUrl = icon === undefined ? null : new URL(icon, publicUrl).href;
      return integrationResource(integration, iconUrl);
    });
    return c.json({ data, next_cursor: null }, 200);
  });
}

function integrationResource(
  integration: IntegrationConfig,
  iconUrl: string | null,
): z.input<typeof integrationSchema> {
  const { id, slug, name, description, category, connectors, ownConnector, multiple, sharing, access, groups } =
    integration;
  return {
    id,
    name: slug,
    display_name: name,
    description,
    category: category ?? null,
    icon_url: iconUrl,
    connectors: [...connectors],
    own_connector: ownConnector ?? null,
    multiple,
    sharing,
    access,
    groups: [...groups],
  };
}
