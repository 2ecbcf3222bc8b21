import type { AccessTokenDeps, AccessTokenEnv } from '../http/require-access-token.ts';
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
  readonly access: Pick<AccessTokenDeps, 'limiter' | 'trustProxy'>;
}
