import { Hono } from 'hono';

import { awsServer } from './aws-server.ts';
import { SANDBOX_WORKSPACE } from './keys.ts';
import { oauth1Server } from './oauth1-server.ts';
import { oauthServer } from './oauth-server.ts';
import { overviewPage } from './overview-page.ts';
import { problemPage } from './page-shell.ts';
import type { SandboxEnv, SandboxState } from './sandbox-env.ts';
import { sessionServer } from './session-server.ts';
import { typedKeys } from './typed-keys.ts';

/**
 * A small external system that can be told apart from no real one: it signs people in, gives tokens, takes keys,
 * refuses others, and has an address for each way in which systems misbehave.
 */
export function sandboxApp(state: SandboxState) {
  const { record, grants, oauth1, sessions } = state;
  const oauth = oauthServer(state);
  return new Hono<SandboxEnv>()
    .get('/', (c) => overviewPage(c))
    .get('/requests', (c) => c.json({ counters: record.counters, requests: record.requests }))
    .delete('/requests', (c) => {
      record.clear();
      return c.body(null, 204);
    })
    .delete('/grants', (c) => {
      for (const tokens of [grants, oauth1, sessions]) tokens.endAll();
      return c.body(null, 204);
    })
    .route('/oauth', oauth)
    .route('/oauth/:behaviour', oauth)
    .route(`/workspaces/${SANDBOX_WORKSPACE}/oauth`, oauth)
    .all('/workspaces/:workspace/oauth/*', (c) => {
      const text = `The only workspace here is ${SANDBOX_WORKSPACE}.`;
      return problemPage(c, { title: 'Unknown workspace', text, status: 404 });
    })
    .route('/oauth1', oauth1Server(state))
    .route('/sessions', sessionServer(state))
    .route('/aws', awsServer(state))
    .route('/', typedKeys(state));
}
