import { z } from '@hono/zod-openapi';
import { visibleConnector } from '../connections/visible-connections.ts';
import { createConnection, renameConnection } from '../connections/change-connection.ts';
import { CircuitBreaker } from '../connections/circuit-breaker.ts';
import { createConnected } from '../connections/connect.ts';
import { readGivenCredentials } from '../connections/given-credentials.ts';
import { deleteAndRevoke, disconnectAndRevoke } from '../connections/revoke.ts';
import { verifyNow } from '../connections/verify-now.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, jsonRequest, jsonResponse } from './api-route.ts';
import { connectionListParameters, connectionPageSchema, listConnections } from './connection-list.ts';
import { changeConnectionSchema, createConnectionSchema, verificationSchema } from './connection-requests.ts';
import {
  connectionParameters,
  connectionSchema,
  ownedConnectionResource,
  requireConnection,
  requireDefinition,
} from './connection-resource.ts';
import { etagHeader, etagOf, ifMatchHeader, requireMatch } from './if-match.ts';
import { listedTenants } from './tenant-reference.ts';

const common = { tags: ['Connections'] };
const oneConnection = (description: string) => ({
  ...jsonResponse(description, connectionSchema),
  headers: etagHeader,
});

const listRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/connections', operationId: 'listConnections' },
  summary: 'List connections',
  request: { query: connectionListParameters },
  responses: {
    200: jsonResponse('A page of connections, by id or in the order of their changes.', connectionPageSchema),
  },
});

const readRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/connections/{id}', operationId: 'readConnection' },
  summary: 'Read a connection',
  request: { params: connectionParameters },
  responses: { 200: oneConnection('The connection.') },
});

const createConnectionRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/connections', operationId: 'createConnection' },
  summary: 'Create a connection, and its tenant if it is new',
  description:
    'With credentials, the provider verifies them first. Nothing is created if it refuses them. Each request creates ' +
    'another connection, also for an owner who has one of this connector.',
  request: { body: jsonRequest(createConnectionSchema) },
  responses: {
    201: oneConnection('The new connection.'),
    404: errorResponse('`not_found`: the access token is not for this tenant.'),
    422: errorResponse(
      '`invalid_request`: a field has a wrong value. `invalid_credentials`: the provider refused the credentials.',
    ),
    502: errorResponse('`provider_unavailable`: the provider cannot verify the credentials now.'),
  },
});

const changeRoute = apiRoute('write', {
  ...{ ...common, method: 'patch', path: '/connections/{id}', operationId: 'changeConnection' },
  summary: 'Rename a connection',
  request: {
    params: connectionParameters,
    headers: z.object(ifMatchHeader),
    body: jsonRequest(changeConnectionSchema),
  },
  responses: {
    200: oneConnection('The connection with its new name.'),
  },
});

const deleteRoute = apiRoute('write', {
  ...{ ...common, method: 'delete', path: '/connections/{id}', operationId: 'deleteConnection' },
  summary: 'Delete a connection and its credentials',
  description: 'Then revokes its tokens at the provider, if the connector says how.',
  request: { params: connectionParameters },
  responses: { 204: { description: 'It is deleted.' } },
});

const disconnectRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/connections/{id}/disconnect', operationId: 'disconnectConnection' },
  summary: 'Remove the credentials of a connection',
  description: 'Then revokes its tokens at the provider, if the connector says how.',
  request: { params: connectionParameters },
  responses: { 200: oneConnection('The connection without credentials.') },
});

const verifyRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/connections/{id}/verify', operationId: 'verifyConnection' },
  summary: 'Verify the stored credentials at the provider now',
  description:
    'The result counts like that of a scheduled verification: the second refusal in a row ends the connection.',
  request: { params: connectionParameters },
  responses: {
    200: jsonResponse('What the provider said, and the connection after it.', verificationSchema),
  },
});

/** `/connections`: the authorizations of tenants. */
export function connectionRoutes(deps: ApiDeps) {
  const { useCaseDeps, tokenRefresher, background, config } = deps;
  const { store, now } = useCaseDeps;
  const { organizations } = config;
  const breakers = new Map<ConnectorDefinition, CircuitBreaker>();

  return apiRouter()
    .openapi(listRoute, async (c) => {
      const { accessToken } = c.var;
      const query = c.req.valid('query');
      const tenantIds = await listedTenants(store, accessToken, query.tenant);
      const page = await listConnections(store, { organization: accessToken.organization.slug, tenantIds, query });
      return c.json(page, 200);
    })
    .openapi(readRoute, async (c) => {
      const owned = await requireConnection(store, c.var.accessToken, c.req.valid('param').id);
      c.header('ETag', etagOf(owned.connection.revision));
      return c.json(ownedConnectionResource(owned), 200);
    })
    .openapi(createConnectionRoute, async (c) => {
      const { accessToken } = c.var;
      const { tenant: tenantKey, user, connector, name, credentials: given } = c.req.valid('json');
      if (!mayUseTenant(accessToken, tenantKey)) throw new NotFoundError();
      const { organization, actor } = accessToken;
      const definition = requireConnector(accessToken, connector);
      const options = {
        ...{ organization: organization.slug, tenantKey, userKey: user ?? null, connector, actor },
        name: name ?? definition.name,
      };
      // Read before the connection exists: after that, an error would look as if nothing had been done.
      const known = await store.tenants.findByKey(organization.slug, tenantKey);
      const credentials = given && (await readGivenCredentials(definition, given, now()));
      const connection = credentials
        ? await createConnected(useCaseDeps, { ...options, definition, credentials, signal: c.req.raw.signal })
        : await createConnection(useCaseDeps, options);
      const tenant = known ?? { id: connection.tenantId, key: tenantKey, name: null };
      c.header('ETag', etagOf(connection.revision));
      c.header('Location', `${c.req.path}/${connection.id}`);
      return c.json(ownedConnectionResource({ connection, tenant }), 201);
    })
    .openapi(changeRoute, async (c) => {
      const { accessToken } = c.var;
      const { connection, tenant } = await requireConnection(store, accessToken, c.req.valid('param').id);
      // The change is refused if the connection changes after this check.
      requireMatch(c.req.valid('header')['if-match'], etagOf(connection.revision));
      const { name } = c.req.valid('json');
      const renamed = await renameConnection(useCaseDeps, { connection, actor: accessToken.actor, name });
      c.header('ETag', etagOf(renamed.revision));
      return c.json(ownedConnectionResource({ connection: renamed, tenant }), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { accessToken } = c.var;
      const { connection } = await requireConnection(store, accessToken, c.req.valid('param').id);
      const definition = accessToken.organization.connectors.get(connection.connector);
      const revocation = { ...useCaseDeps, organizations, background, log: c.var.log };
      await deleteAndRevoke(revocation, { connection, definition, actor: accessToken.actor });
      return c.body(null, 204);
    })
    .openapi(disconnectRoute, async (c) => {
      const { accessToken } = c.var;
      const owned = await requireConnection(store, accessToken, c.req.valid('param').id);
      const definition = accessToken.organization.connectors.get(owned.connection.connector);
      const revocation = { ...useCaseDeps, organizations, background, log: c.var.log };
      const connection =
        owned.connection.status === 'disconnected'
          ? owned.connection
          : await disconnectAndRevoke(revocation, { ...owned, definition, actor: accessToken.actor });
      c.header('ETag', etagOf(connection.revision));
      return c.json(ownedConnectionResource({ ...owned, connection }), 200);
    })
    .openapi(verifyRoute, async (c) => {
      const { accessToken } = c.var;
      const owned = await requireConnection(store, accessToken, c.req.valid('param').id);
      const definition = requireDefinition(accessToken, owned.connection);
      const verification = { ...useCaseDeps, tokenRefresher, log: c.var.log, breaker: breakerOf(breakers, definition) };
      const { actor } = accessToken;
      const { result, connection } = await verifyNow(verification, { ...owned, definition, actor });
      return c.json({ result, connection: ownedConnectionResource({ ...owned, connection }) }, 200);
    });
}

/** Finds the connector that a body names. */
function requireConnector({ organization }: AccessToken, name: string): ConnectorDefinition {
  const definition = visibleConnector(organization, name);
  if (definition) return definition;
  throw new InvalidRequestError('Some values are wrong.', [
    { path: 'connector', message: 'is not a connector of the organization' },
  ]);
}

/** All connections of a connector share a breaker. */
function breakerOf(breakers: Map<ConnectorDefinition, CircuitBreaker>, definition: ConnectorDefinition) {
  const breaker = breakers.get(definition) ?? new CircuitBreaker();
  breakers.set(definition, breaker);
  return breaker;
}
