import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { MalformedJsonError, MethodNotAllowedError, NotFoundError } from '../errors.ts';
import { readJsonText } from '../http/json-body.ts';
import { acceptRequest } from '../http/nested-app.ts';
import type { NestedApp } from '../http/nested-app.ts';
import { activityRoutes } from './activity.ts';
import type { ApiEnv, ApiOptions } from './api-env.ts';
import { apiRouter, SECURITY_SCHEME } from './api-route.ts';
import { connectionImportRoutes } from './connection-import.ts';
import { connectionRoutes } from './connections.ts';
import { connectorRoutes } from './connectors.ts';
import { credentialsRoutes } from './credentials.ts';
import { tenantSecretRoutes } from './tenant-secret.ts';
import { webhookDeliveryRoutes } from './webhook-deliveries.ts';
import { webhookEndpointRoutes } from './webhook-endpoints.ts';
import { embedTokenRoutes } from './embed-tokens.ts';
import { idempotency } from './idempotency.ts';
import { installationRoutes } from './installations.ts';
import { integrationRoutes } from './integrations.ts';
import { runRoutes } from './runs.ts';
import { tenantRoutes } from './tenants.ts';

/** Where the API is. */
export const API_PATH = '/api/v1';

const OPENAPI_INFO = {
  openapi: '3.1.0' as const,
  info: {
    title: 'embed-connection',
    version: '1',
    description: 'What a back end can do with the connections of its customers.',
  },
};

/**
 * Reads a JSON body as every other route does, before the schema of the route checks it. Without this check, the body of
 * another media type would count as absent.
 */
const readBody = createMiddleware<ApiEnv>(async function readBody(c, next) {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const text = await c.req.text();
    // Many clients name the media type also where they send no body.
    if (text !== '') readJsonText(c.req.header('content-type'), text);
  }
  await next();
});

/** Every path that no route has is a 404. */
const requireRoute = createMiddleware<ApiEnv>(async function requireRoute(c, next) {
  await next();
  if (c.res.status === 404) throw new NotFoundError();
});

/**
 * Creates `/api/v1`, the API for back ends. It rejects with the error to answer.
 *
 * Loaded with the first request to it, since a server starts faster without the schemas and most pages never need them.
 */
export function createApi(options: ApiOptions): NestedApp {
  const app = createApiApp(options);
  return async (request, bindings) => app.fetch(request, bindings);
}

/**
 * Describes the API as `openapi.json` does. It calls no route, so of the configuration and the dependencies only the form
 * matters.
 */
export function describeApi(options: ApiOptions) {
  return createApiApp(options).getOpenAPI31Document(OPENAPI_INFO);
}

function createApiApp({ dialectRoutes, ...deps }: ApiOptions) {
  const { useCaseDeps, accessTokens } = deps;
  const app = apiRouter().basePath(API_PATH);
  app.openAPIRegistry.registerComponent('securitySchemes', SECURITY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token of the type `api`, made with `embed-connection access-tokens create`.',
  });
  // The application answers every error.
  app.onError((error) => {
    throw error instanceof HTTPException && error.status === 400 ? new MalformedJsonError() : error;
  });
  app.use(acceptRequest);
  app.use(requireRoute);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_c, allowed) => {
        throw new MethodNotAllowedError(allowed);
      },
    }),
  );
  app.get('/openapi.json', (c) => c.json(app.getOpenAPI31Document(OPENAPI_INFO)));
  for (const makeRoutes of dialectRoutes) app.route('/', makeRoutes(deps));
  app.use(accessTokens.require('api'));
  app.route('/', connectionImportRoutes(deps));
  app.use(readBody, idempotency(useCaseDeps));
  // One router for each resource.
  const routers = [
    connectionRoutes(deps),
    credentialsRoutes(deps),
    connectorRoutes(deps),
    integrationRoutes(deps),
    installationRoutes(deps),
    runRoutes(deps),
    embedTokenRoutes(deps),
    activityRoutes(deps),
    tenantRoutes(deps),
    tenantSecretRoutes(useCaseDeps),
    webhookEndpointRoutes(deps),
    webhookDeliveryRoutes(deps),
  ];
  for (const routes of routers) app.route('/', routes);
  return app;
}
