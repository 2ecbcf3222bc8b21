import { Hono } from 'hono';

import { awsServer } from './aws-server.ts';
import { SANDBOX_WORKSPACE } from './keys.ts';
import { oauth1Server } from './oauth1-server.ts';
import { oauthServer } from './oauth-server.ts';
import { overviewPage } from './overview-page.ts';
import { errorPage } from './page-shell.ts';
import type { SandboxEnv, SandboxState } from './sandbox-env.ts';
import { sessionServer } from './session-server.ts';
import { credentialsServer } from './credentials-server.ts';

/**
 * Creates the sandbox, a small provider that behaves like a real one. It signs people in, issues tokens, accepts its own
 * keys and refuses others, and has an address for each way in which providers misbehave.
 */
export function sandboxApp(state: SandboxState) {
  const { requestLog, grants, oauth1, sessions } = state;
  const oauth = oauthServer(state);
  return new Hono<SandboxEnv>()
    .get('/', (c) => overviewPage(c))
    .get('/requests', (c) => c.json({ counters: requestLog.counters, requests: requestLog.requests }))
    .delete('/requests', (c) => {
      requestLog.clear();
      return c.body(null, 204);
    })
    .delete('/grants', (c) => {
      for (const tokens of [grants, oauth1, sessions]) tokens.revokeAll();
      return c.body(null, 204);
    })
    .route('/oauth', oauth)
    .route('/oauth/:behaviour', oauth)
    .route(`/workspaces/${SANDBOX_WORKSPACE}/oauth`, oauth)
    .all('/workspaces/:workspace/oauth/*', (c) => {
      const text = `The only workspace here is ${SANDBOX_WORKSPACE}.`;
      return errorPage(c, { title: 'Unknown workspace', text, status: 404 });
    })
    .route('/oauth1', oauth1Server(state))
    .route('/sessions', sessionServer(state))
    .route('/aws', awsServer(state))
    .route('/', credentialsServer(state));
}
