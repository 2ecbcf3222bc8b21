import type { ApiOptions } from '../../server/api/api-env.ts';
import { describeApi } from '../../server/api/api-app.ts';
import type { OpenApiDocument } from '../../server/api/testing/openapi-document.ts';

/** The OpenAPI document of `/api/v1`, made without a configuration and a database. */
export function apiDocument(): OpenApiDocument {
  const config = { organizations: new Map() };
  const options = {
    config,
    useCaseDeps: {},
    background: {},
    publicUrl: new URL('https://connect.example.com'),
    access: {},
  };
  return describeApi(options as unknown as ApiOptions) as unknown as OpenApiDocument;
}
