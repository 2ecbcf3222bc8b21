import { z } from '@hono/zod-openapi';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, jsonResponse } from './api-route.ts';

const connectorSchema = z
  .strictObject({
    name: z.string().openapi({ description: 'Name in addresses and in the other resources.' }),
    display_name: z.string().openapi({ description: 'Name for people.' }),
    auth_type: z.string().openapi({ description: 'How a connection authenticates, such as `api_key` or `oauth2`.' }),
    external_id: z.string().nullable().openapi({ description: 'What another embed system calls it.' }),
    icon_url: z.string().nullable().openapi({
      description: 'Address of its icon, an SVG or PNG that every page may show. It changes when the icon changes.',
    }),
    sandbox: z.boolean().openapi({ description: 'Whether it can be connected in sandbox mode.' }),
  })
  .openapi('Connector', {
    example: {
      ...{ name: 'hubspot', display_name: 'HubSpot', auth_type: 'oauth2', external_id: null },
      ...{ icon_url: 'https://connect.example.com/assets/2f1c4a9be07d5e63.svg', sandbox: false },
    },
  });

const listConnectors = apiRoute('read', {
  method: 'get',
  path: '/connectors',
  operationId: 'listConnectors',
  tags: ['Connectors'],
  summary: 'List the connectors of the organization',
  responses: {
    200: jsonResponse(
      'All connectors, by name.',
      z.strictObject({ data: z.array(connectorSchema), next_cursor: z.null() }),
    ),
  },
});

/** `/connectors`: what can be connected. */
export function connectorRoutes({ publicUrl }: Pick<ApiDeps, 'publicUrl'>) {
  return apiRouter().openapi(listConnectors, (c) => {
    const { connectors } = c.var.accessToken.organization;
    const data = [...connectors].map(([slug, { name, auth, externalId, icon, sandbox }]) => ({
      name: slug,
      display_name: name,
      auth_type: auth.type,
      external_id: externalId ?? null,
      icon_url: icon === undefined ? null : new URL(icon, publicUrl).href,
      sandbox,
    }));
    return c.json({ data, next_cursor: null }, 200);
  });
}
