import type { ApiDeps } from '../../server/api/api-env.ts';
import { describeApi } from '../../server/api/api-app.ts';
import type { OpenApiDocument } from '../../server/api/testing/openapi-document.ts';

/** The OpenAPI document of `/api/v1`, made without a configuration and a database. */
export function apiDocument(): OpenApiDocument {
  const config = { organizations: new Map() };
  const deps = {
    config,
    useCaseDeps: {},
    background: {},
    publicUrl: new URL('https://connect.example.com'),
    access: {},
  };
  return describeApi(deps as unknown as ApiDeps) as unknown as OpenApiDocument;
}
