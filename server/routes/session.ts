import { Hono } from 'hono';
import { z } from 'zod';
import { CONNECTION_NAME_LENGTH_MAX } from '../../widget/protocol/session-api.ts';
import type { ConnectionAnswer, SessionAnswer } from '../../widget/protocol/session-api.ts';
import { readCredentials } from '../connectors/credentials.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { visibleConnector } from '../auth/visible-connector.ts';
import { InvalidCredentialsError, NotFoundError, ProviderUnavailableError } from '../errors.ts';
import { connect } from '../flows/connect.ts';
import { disconnect, rename } from '../flows/change-connection.ts';
import { connectionDetails } from '../flows/connection-details.ts';
import type { FlowDeps } from '../flows/flow-deps.ts';
import { ensureInstallation } from '../flows/install.ts';
import { sessionConnection, sessionConnections } from '../flows/session-connections.ts';
import { isPlainText } from '../plain-text.ts';
import { expected, jsonFailure } from '../http/error-answer.ts';
import { jsonBody } from '../http/json-body.ts';
import { requireSession } from '../http/require-session.ts';
import type { Session, SessionEnv, SessionGuardDeps } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';

const credentialsBody = z.strictObject({ values: z.record(z.string(), z.string()) });
const renameBody = z.strictObject({
  name: z.string().trim().min(1).max(CONNECTION_NAME_LENGTH_MAX).refine(isPlainText, 'has signs that cannot be shown'),
});

/** What a dialect adds to its message of success. Made after the commit: what it throws undoes nothing. */
export type SuccessDetails = (
  session: Session,
  connection: StoredConnection,
) => Promise<Readonly<Record<string, unknown>>>;

/** What the dialog's calls need. */
export interface SessionRouteDeps {
  readonly flows: FlowDeps;
  readonly guard: SessionGuardDeps;
  /** By name of the dialect. */
  readonly successDetails: ReadonlyMap<string, SuccessDetails>;
}

/** What the dialog calls after its page has loaded. Mounted at `/session`. See `widget/protocol/session-api.ts`. */
export function sessionRoutes({ flows, guard, successDetails }: SessionRouteDeps) {
  /** The person has connected, whatever becomes of the details: who hears of no success would connect again. */
  const detailsOf = async (connected: StoredConnection, { session, log }: SessionEnv['Variables']) => {
    try {
      return (await successDetails.get(session.context.dialect)?.(session, connected)) ?? {};
    } catch (error) {
      log.error({ err: error }, 'connected, but the details for the host page could not be made');
      return {};
    }
  };

  return new Hono<SessionEnv>()
    .use(requireSession(guard))
    .get('/', async (c) => {
      const { scope, context } = c.var.session;
      const connections = await sessionConnections(flows.store, scope, context);
      const answer: SessionAnswer = { connections: connections.map(connectionDetails) };
      return c.json(answer);
    })
    .put('/connections/:id/credentials', async (c) => {
      const { session } = c.var;
      const connection = await requested(flows, session, c.req.param('id'));
      const { values } = await jsonBody(c, credentialsBody);
      const definition = connectorOf(session);
      const credentials = await readCredentials(definition, values);
      try {
        const connected = await connect(flows, {
          connection,
          definition,
          credentials,
          actor: session.context.actor,
          signal: c.req.raw.signal,
          alongside: (stores) => install(flows, session, stores),
        });
        const success = await detailsOf(connected, c.var);
        const answer: ConnectionAnswer = { connection: connectionDetails(connected), success };
        return c.json(answer);
      } catch (error) {
        const refused = error instanceof InvalidCredentialsError || error instanceof ProviderUnavailableError;
        if (!refused) throw error;
        const now = await flows.store.connections.find(session.scope, connection.id);
        const shown = { ...connectionDetails(now ?? connection), problem: error.problem };
        return jsonFailure(c, expected(c.var.log, error), shown);
      }
    })
    .post('/connections/:id/disconnect', async (c) => {
      const { session } = c.var;
      const connection = await requested(flows, session, c.req.param('id'));
      const disconnected = await disconnect(flows, { connection, actor: session.context.actor });
      return c.json<ConnectionAnswer>({ connection: connectionDetails(disconnected) });
    })
    .patch('/connections/:id', async (c) => {
      const { session } = c.var;
      const connection = await requested(flows, session, c.req.param('id'));
      const { name } = await jsonBody(c, renameBody);
      const renamed = await rename(flows, { connection, actor: session.context.actor, name });
      return c.json<ConnectionAnswer>({ connection: connectionDetails(renamed) });
    });
}

function requested(flows: FlowDeps, { scope, context }: Session, id: string): Promise<StoredConnection> {
  return sessionConnection(flows.store, { scope, context, id: Number(/^[1-9]\d{0,15}$/.test(id) ? id : NaN) });
}

function connectorOf({ organization, context }: Session): ConnectorDefinition {
  const definition = visibleConnector(organization, context.connector);
  if (!definition) throw new NotFoundError('There is no such connector.');
  return definition;
}

async function install(flows: FlowDeps, { organization, scope, context }: Session, stores: Stores): Promise<void> {
  if (context.installs === null) return;
  await ensureInstallation(stores, flows.vault, {
    scope,
    userKey: context.sharing === 'user' ? context.userKey : null,
    slug: context.installs,
    integration: organization.integrations.get(context.installs),
    actor: context.actor,
    now: flows.now(),
  });
}
