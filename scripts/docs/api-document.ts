import type { ApiOptions } from '../../server/api/api-env.ts';
import { describeApi } from '../../server/api/api-app.ts';
import type { OpenApiDocument } from '../../server/api/testing/openapi-document.ts';
import { dialects } from '../../server/dialects/dialects.ts';
import { AccessTokens, type AccessTokenDeps } from '../../server/http/require-access-token.ts';

/** The OpenAPI document of `/api/v1`, made without a configuration and a database. */
export async function apiDocument(): Promise<OpenApiDocument> {
  const options = {
    config: { organizations: new Map() },
    useCaseDeps: {},
    background: {},
    publicUrl: new URL('https://connect.example.com'),
    accessTokens: new AccessTokens({} as AccessTokenDeps),
    dialectRoutes: await Promise.all(dialects.flatMap((dialect) => dialect.loadApiRoutes?.() ?? [])),
  };
  return describeApi(options as unknown as ApiOptions) as unknown as OpenApiDocument;
}
