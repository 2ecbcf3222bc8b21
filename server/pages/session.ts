import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { CONNECTION_NAME_LENGTH_MAX } from '../../widget/protocol/session-api.ts';
import type { ConnectionResponse, SessionResponse, AddConnectionResponse } from '../../widget/protocol/session-api.ts';
import { addConnection, discardConnection } from '../connections/add-connection.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { authenticator } from '../connectors/auth-types.ts';
import { readCredentials } from '../connectors/credentials.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { replacedAccount } from '../connections/accepted-credentials.ts';
import { renameConnection } from '../connections/change-connection.ts';
import { connect } from '../connections/connect.ts';
import { connectionDetails, sessionVersion, sessionConnectors } from '../connections/visible-connections.ts';
import type { AttemptLimits } from '../connections/attempt-limits.ts';
import { checkSessionConsent } from '../installations/consent.ts';
import { installationOwner } from '../installations/installation-owner.ts';
import { readInstallationState } from '../installations/installation-version.ts';
import { installForSession, isConnectorSlug } from '../installations/ensure-installation.ts';
import { isProviderError } from '../connections/provider-error.ts';
import { disconnectAndRevoke } from '../connections/revoke.ts';
import { toEmbedError, jsonError } from '../http/error-response.ts';
import { jsonBody } from '../http/json-body.ts';
import { requireOwnOrigin } from '../http/request-origin.ts';
import { requirePermission, requireSession } from '../http/require-session.ts';
import type { SessionEnv, SessionGuardDeps } from '../http/require-session.ts';
import { causeOf } from '../webhooks/event.ts';
import { isDisplayableName } from '../plain-text.ts';
import { lazySchema } from '../lazy-schema.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { SuccessDetails } from './page-dialect.ts';
import { portalIntegrations } from './portal.ts';
import { requestedId } from './requested-id.ts';
import { limitChanges, connectorOf, requestedConnection } from './session-requests.ts';
import { sessionInstallationRoutes } from './session-installation.ts';
import type { SessionInstallationDeps } from './installation-calls.ts';
import { sessionSignInRoutes } from './session-sign-ins.ts';
import { sessionViewRoutes } from './session-view.ts';

const credentialsBody = lazySchema(() => z.strictObject({ values: z.record(z.string(), z.string()) }));
const renameBody = lazySchema(() =>
  z.strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(CONNECTION_NAME_LENGTH_MAX)
      .refine(isDisplayableName, 'must have visible characters and no control characters'),
  }),
);

/** What the requests of a dialog require. */
export interface SessionRouteDeps extends SessionInstallationDeps {
  readonly attempts: AttemptLimits;
  readonly guard: SessionGuardDeps;
  /** By name of the dialect. */
  readonly successDetails: ReadonlyMap<string, SuccessDetails>;
  /** See `ServerSettings`. */
  readonly eventStreamSeconds: number;
  /** Aborts when event streams have to end because the server stops. */
  readonly closing: AbortSignal;
}

/**
 * Routes that the dialog calls after its page has loaded. Mounted at `/session`. See `widget/protocol/session-api.ts`.
 */
export function sessionRoutes(deps: SessionRouteDeps) {
  const { signInDeps, attempts, guard, successDetails, eventStreamSeconds, closing } = deps;
  const { store, vault } = signInDeps;
  const limit = limitChanges();

  /**
   * Answers a success. It also does so if the details fail: the connection exists, and a person who saw an error would
   * connect again.
   */
  const success = async ({ session, log }: SessionEnv['Variables'], connected: StoredConnection) => {
    try {
      return (await successDetails.get(session.context.dialect)?.(session, connected)) ?? {};
    } catch (error) {
      log.error({ err: error }, 'connected, but the details for the host page could not be made');
      return {};
    }
  };

  return new Hono<SessionEnv>()
    .use(requireOwnOrigin(signInDeps.publicUrl), requireSession(guard))
    .route('/', sessionViewRoutes(deps, limit))
    .use(requireVisibleIntegration)
    .route('/', sessionAdditionRoutes(signInDeps, limit))
    .route('/', sessionInstallationRoutes(deps, limit))
    .route('/', sessionSignInRoutes({ signInDeps, successDetails: success, eventStreamSeconds, closing }))
    .get('/', async (c) => {
      const connectors = await sessionConnectors(store, c.var.session);
      const connections = connectors.flatMap((entry) => entry.connections);
      const isOfIntegration = c.var.session.context.subject.kind === 'integration';
      const installationVersion = isOfIntegration
        ? (await readInstallationState(store, installationOwner(c.var.session))).version
        : undefined;
      const version = sessionVersion(connections, installationVersion);
      c.header('ETag', `"${version}"`);
      if (hasVersion(c.req.header('if-none-match'), version)) return c.body(null, 304);
      return c.json<SessionResponse>({
        version,
        connectors: connectors.map(({ name, connections: shown }) => ({
          name,
          connections: shown.map(connectionDetails),
        })),
        ...(installationVersion !== undefined && { installationVersion }),
      });
    })
    .put('/connections/:id/credentials', requirePermission('connect'), async (c) => {
      const { session } = c.var;
      const connection = await requestedConnection(store, session, c.req.param('id'));
      await checkSessionConsent(store, session);
      const { values } = await jsonBody(c, credentialsBody());
      const definition = connectorOf(session, connection);
      if (authenticator(definition).signIn)
        throw new InvalidRequestError('This provider has a sign-in window. It accepts no typed credentials.');
      const credentials = await readCredentials(definition, values);
      try {
        const connected = await connect(
          { ...signInDeps, attempts },
          {
            connection,
            session,
            definition,
            credentials,
            ...causeOf(session.context),
            signal: c.req.raw.signal,
            inTransaction: async (stores) => {
              // Another tab may have withdrawn it while the provider was asked.
              await checkSessionConsent(stores, session);
              await installForSession(stores, vault, { ...session, now: signInDeps.now() });
            },
          },
        );
        const answer: ConnectionResponse = {
          connection: connectionDetails(connected),
          successDetails: await success(c.var, connected),
          ...previousAccount(connection, connected),
        };
        return c.json(answer);
      } catch (error) {
        if (!isProviderError(error)) throw error;
        const current = await store.connections.find(session.scope, connection.id);
        const shown = { ...connectionDetails(current ?? connection), problem: error.problem };
        return jsonError(c, toEmbedError(c.var.log, error), { connection: shown });
      }
    })
    .post('/connections/:id/disconnect', requirePermission('manage'), limit, async (c) => {
      const { session } = c.var;
      const connection = await requestedConnection(store, session, c.req.param('id'));
      // A person can also disconnect a connector that the organization no longer shows.
      const definition = session.organization.connectors.get(connection.connector);
      const disconnected = await disconnectAndRevoke(signInDeps, {
        connection,
        definition,
        ...causeOf(session.context),
      });
      return c.json<ConnectionResponse>({ connection: connectionDetails(disconnected) });
    })
    .patch('/connections/:id', requirePermission('manage'), limit, async (c) => {
      const { session } = c.var;
      const connection = await requestedConnection(store, session, c.req.param('id'));
      const { name } = await jsonBody(c, renameBody());
      const renamed = await renameConnection(signInDeps, { connection, ...causeOf(session.context), name });
      return c.json<ConnectionResponse>({ connection: connectionDetails(renamed) });
    });
}

/**
 * Refuses a request of a session whose integration the configuration has removed, renamed, or hidden from the reader of a
 * portal. Throws `NotFoundError`. Only the session of a portal stores the groups of its token, so a session of another page
 * continues when its integration gets a group.
 */
const requireVisibleIntegration = createMiddleware<SessionEnv>(async function requireVisibleIntegration(c, next) {
  const { organization, context } = c.var.session;
  const { subject, installs, filter } = context;
  const slug = subject.kind === 'integration' ? subject.integration : installs;
  if (slug !== null && !isConnectorSlug(slug)) {
    const integration = organization.integrations.get(slug);
    if (!integration || (filter && !portalIntegrations(organization, filter).includes(integration))) {
      throw new NotFoundError('The integration of this page is not available any more.');
    }
  }
  await next();
});

/** Tells whether an `If-None-Match` header has a version. Proxies that compress answers mark their tags as weak. */
function hasVersion(condition: string | undefined, version: string): boolean {
  return condition?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${version}"`) ?? false;
}

function previousAccount(before: StoredConnection, after: StoredConnection) {
  const account = replacedAccount(before, after);
  return account === undefined ? {} : { previousAccount: account };
}

const addConnectionBody = z.strictObject({ connector: z.string() });

/** Routes with which a dialog adds a connection, and removes it again before it was connected. */
function sessionAdditionRoutes(deps: UseCaseDeps, limit: ReturnType<typeof limitChanges>) {
  return new Hono<SessionEnv>()
    .post('/connections', requirePermission('connect'), limit, async (c) => {
      const { session } = c.var;
      const { connector } = await jsonBody(c, addConnectionBody);
      const { name: providerName } = connectorOf(session, { connector });
      const added = await addConnection(deps, session, { connector, providerName });
      return c.json<AddConnectionResponse>({ connection: connectionDetails(added) }, 201);
    })
    .delete('/connections/:id', requirePermission('connect'), limit, async (c) => {
      await discardConnection(deps, c.var.session, requestedId(c.req.param('id')));
      return c.body(null, 204);
    });
}
