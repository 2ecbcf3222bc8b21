import { z } from '@hono/zod-openapi';
import { CredentialsReader } from '../connections/credentials-reader.ts';
import { requestObject } from '../field-issues.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, jsonResponse } from './api-route.ts';
import { connectionParameters, requireConnectionOnly, requireDefinition } from './connection-resource.ts';
import { credentialsResource, credentialsSchema } from './credentials-resource.ts';

const readRoute = apiRoute('credentials', {
  method: 'get',
  path: '/connections/{id}/credentials',
  operationId: 'readCredentials',
  tags: ['Connections'],
  summary: 'Read the credentials of a connection',
  description:
    'Tokens are refreshed first if they are due, once for all requests that come at the same time. Each read is in the ' +
    'activity log with the name of the access token. Do not store the answer: read again when it expires.',
  request: {
    params: connectionParameters,
    query: requestObject({
      fresh: z
        .enum(['true', 'false'])
        .default('false')
        .openapi({
          description:
            '`true`: refresh the tokens also if they are not due, for example because the provider refused them. Waits ' +
            'for a refresh that runs.',
          example: 'false',
        }),
    }),
  },
  responses: {
    200: jsonResponse('Credentials that can be used now.', credentialsSchema),
    409: errorResponse('`conflict`: the connection is not connected, or the person has to connect again.'),
    502: errorResponse(
      '`provider_unavailable`: the tokens have expired, or have to be fresh, and cannot be refreshed now.',
    ),
  },
});

/** `/connections/{id}/credentials`: what a back end calls the provider with. */
export function credentialsRoutes({ useCaseDeps, tokenRefresher }: ApiDeps) {
  const { store } = useCaseDeps;
  const reader = new CredentialsReader({ ...useCaseDeps, tokenRefresher });

  return apiRouter().openapi(readRoute, async (c) => {
    const { accessToken } = c.var;
    const connection = await requireConnectionOnly(store, accessToken, c.req.valid('param').id);
    const definition = requireDefinition(accessToken, connection);
    const read = { connection, definition, actor: accessToken.actor };
    const isFresh = c.req.valid('query').fresh === 'true';
    const credentials = isFresh ? await reader.readFresh(read) : await reader.read(read);
    return c.json(credentialsResource(definition, credentials), 200);
  });
}
