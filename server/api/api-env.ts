import type { EmbedTokens } from '../auth/embed-token.ts';
import type { SessionTokens } from '../auth/session-token.ts';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AccessTokenEnv, AccessTokens } from '../http/require-access-token.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { BackgroundTasks } from '../connections/background-tasks.ts';
import type { TokenRefresher } from '../connections/token-refresher.ts';
import type { Config } from '../config/config.ts';

/** The environment of requests to `/api/v1`. */
export type ApiEnv = AccessTokenEnv;

/** What the routes of `/api/v1` need. */
export interface ApiDeps {
  readonly config: Config;
  readonly useCaseDeps: UseCaseDeps;
  readonly tokenRefresher: TokenRefresher;
  readonly background: BackgroundTasks;
  readonly publicUrl: URL;
  readonly sessionTokens: SessionTokens;
  readonly embedTokens: EmbedTokens;
  readonly accessTokens: AccessTokens;
  /** An import ends when no byte has arrived for this long. A minute where it is absent. */
  readonly importIdleTimeoutMs?: number | undefined;
}

/** What the API is made of. */
export interface ApiOptions extends ApiDeps {
  /** Routes of embed systems. */
  readonly dialectRoutes: readonly DialectApiRoutes[];
}

/** Makes the routes that an embed system adds to `/api/v1`. They check access tokens themselves. */
export type DialectApiRoutes = (deps: ApiDeps) => OpenAPIHono<ApiEnv>;
