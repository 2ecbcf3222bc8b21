import { Hono } from 'hono';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { INTEGRATION_PARAMETER } from '../../widget/protocol/installation.ts';
import { ConflictError } from '../errors.ts';
import type { SessionEnv } from '../http/require-session.ts';
import { requirePermission } from '../http/require-session.ts';
import type { installationCalls, SessionInstallationDeps } from './installation-calls.ts';
import { limitChanges } from './session-requests.ts';

/**
 * A form saves its draft at each step, and about once a second while a person types. It also reads choices while a person
 * searches. Choices that could not be read are not kept, so each read asks the provider.
 */
const FORM_CALLS_PER_MINUTE = 120;

/**
 * Refuses a call that names another integration than the one of the session. A portal changes the integration of its session,
 * and a call about the one before, such as the draft of its form, can arrive later. Throws `ConflictError`.
 */
const sameIntegration = createMiddleware<SessionEnv>(async function sameIntegration(c, next) {
  const named = c.req.query(INTEGRATION_PARAMETER);
  const { subject } = c.var.session.context;
  const isOther = subject.kind === 'portal' || (subject.kind === 'integration' && subject.integration !== named);
  if (named !== undefined && isOther) {
    const issue = { path: INTEGRATION_PARAMETER, message: 'is another one than the session shows' };
    throw new ConflictError('The session shows another integration now.', [issue]);
  }
  await next();
});

/** The functions that answer the calls, by name. */
type Calls = ReturnType<typeof installationCalls>;

/**
 * Routes that a dialog calls to set up the integration of its session. Mounted at `/session`, behind `requireSession`. See
 * `widget/protocol/installation.ts`. Loads what answers them with the first call, because most dialogs only connect.
 */
export function sessionInstallationRoutes(deps: SessionInstallationDeps, limit: ReturnType<typeof limitChanges>) {
  let loading: Promise<Calls> | undefined;
  const load = (): Promise<Calls> =>
    (loading ??= import('./installation-calls.ts')
      .then((calls) => calls.installationCalls(deps))
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));
  const call =
    (name: keyof Calls) =>
    async (c: Context<SessionEnv>): Promise<Response> =>
      (await load())[name](c);
  const connect = requirePermission('connect');
  const manage = requirePermission('manage');
  return new Hono<SessionEnv>()
    .use('/installation/*', sameIntegration)
    .get('/installation', requirePermission('view'), call('read'))
    .put('/installation', connect, limit, call('save'))
    .patch('/installation', manage, limit, call('pause'))
    .delete('/installation', manage, limit, call('uninstall'))
    .put('/installation/draft', connect, limitChanges(FORM_CALLS_PER_MINUTE), call('saveDraft'))
    .post('/installation/consent', connect, limit, call('giveConsent'))
    .delete('/installation/consent', manage, limit, call('withdrawConsent'))
    .delete('/installation/data', manage, limit, call('deleteData'))
    .post('/installation/next-runs', requirePermission('view'), limitChanges(FORM_CALLS_PER_MINUTE), call('nextRuns'))
    .get('/installation/options/:path', connect, limitChanges(FORM_CALLS_PER_MINUTE), call('options'))
    .get('/installation/history', requirePermission('view'), call('history'));
}
