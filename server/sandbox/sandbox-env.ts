import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

import type { Behaviour } from './behaviour.ts';
import type { Grants } from './grants.ts';
import type { OAuth1Tokens } from './oauth1-tokens.ts';
import type { RequestLog } from './request-log.ts';
import type { Sessions } from './sessions.ts';

/** Types that Hono uses for requests to the sandbox. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Set only below the OAuth 2.0 addresses. */
    behaviour: Behaviour;
  };
}

/** A request to the sandbox. */
export type SandboxContext = Context<SandboxEnv>;

/** State and settings of one sandbox. Two sandboxes share nothing. */
export interface SandboxState {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Aborted when the sandbox stops, which ends slow responses. */
  readonly stopping: AbortSignal;
  readonly grants: Grants;
  readonly oauth1: OAuth1Tokens;
  readonly sessions: Sessions;
  readonly requestLog: RequestLog;
  /** Public key of the client that signs assertions, as PEM (SPKI). */
  readonly clientPublicKey: string | undefined;
  /** Ids (`jti`) of the assertions that were used. */
  readonly usedAssertions: Set<string>;
}
