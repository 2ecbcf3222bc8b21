import { Hono } from 'hono';
import { z } from 'zod';
import { CONNECTION_NAME_LENGTH_MAX } from '../../../widget/protocol/session-api.ts';
import { isTenantOrUserKey, KEY_ISSUE } from '../../auth/claim-values.ts';
import { visibleConnector } from '../../connections/visible-connections.ts';
import { createConnection, renameConnection } from '../../connections/change-connection.ts';
import { connect, createConnected } from '../../connections/connect.ts';
import { readGivenCredentials } from '../../connections/given-credentials.ts';
import { deleteAndRevoke, disconnectAndRevoke } from '../../connections/revoke.ts';
import { authenticator } from '../../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { InvalidRequestError, NotFoundError } from '../../errors.ts';
import { jsonBody } from '../../http/json-body.ts';
import type { AccessToken, AccessTokenEnv } from '../../http/require-access-token.ts';
import { mayUseTenant, requireScope } from '../../http/require-access-token.ts';
import { isoTime } from '../../iso-time.ts';
import { requestedId } from '../../pages/requested-id.ts';
import { isDisplayableName } from '../../plain-text.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { DialectDeps } from '../dialect.ts';
import { EXTERNAL_ID_PREFIX } from './token.ts';

const name = z
  .string()
  .trim()
  .min(1)
  .max(CONNECTION_NAME_LENGTH_MAX)
  .refine(isDisplayableName, 'must have visible characters and no control characters');

/** Other fields, such as `folder_id`, have no meaning here. */
const changeBody = z.object({
  name: name.optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  oauth_token_pair: z.object({ access_token: z.string(), refresh_token: z.string().nullish() }).optional(),
});
const createBody = changeBody.extend({
  provider: z.string(),
  external_id: z
    .string()
    .transform((text) => text.normalize('NFC'))
    .refine(isTenantOrUserKey, KEY_ISSUE)
    .nullish(),
});

/** `/api/managed_users/:customer/connections`: the connections of one tenant, as Workato shows those of a customer. */
export function managedUserRoutes({ config, useCaseDeps, attempts, background }: DialectDeps) {
  const { store, now } = useCaseDeps;
  const { organizations } = config;

  /** Finds a connection of the customer in the path. Throws `NotFoundError`. */
  const requireConnection = async (accessToken: AccessToken, customer: string, id: string) => {
    const tenant = await findCustomer(accessToken, customer);
    const connection = tenant && (await store.connections.find({ ...tenant, tenantId: tenant.id }, requestedId(id)));
    if (!connection) throw new NotFoundError();
    return connection;
  };

  const findCustomer = async (accessToken: AccessToken, customer: string) => {
    const key = tenantKeyOf(customer);
    return mayUseTenant(accessToken, key) ? store.tenants.findByKey(accessToken.organization.slug, key) : undefined;
  };

  return (
    new Hono<AccessTokenEnv>()
      .get('/:customer/connections', requireScope('read'), async (c) => {
        const { provider, external_id: externalId } = c.req.query();
        const tenant = await findCustomer(c.var.accessToken, c.req.param('customer'));
        const scope = tenant && { organization: tenant.organization, tenantId: tenant.id };
        const filter = provider === undefined ? {} : { connector: provider };
        const connections = scope ? await store.connections.list(scope, filter) : [];
        const wanted = connections.filter(
          ({ externalRef }) => externalId === undefined || externalRef === externalId.normalize('NFC'),
        );
        return c.json({ result: wanted.map(toResource) });
      })
      // The samples of the vendor print the second address by mistake, and host code has copied it.
      .on('POST', ['/:customer/connections', '/:customer/connection'], requireScope('write'), async (c) => {
        const { accessToken } = c.var;
        const tenantKey = tenantKeyOf(c.req.param('customer'));
        if (!mayUseTenant(accessToken, tenantKey)) throw new NotFoundError();
        const body = await jsonBody(c, createBody);
        const { organization, actor } = accessToken;
        const definition = visibleConnector(organization, body.provider);
        if (!definition) {
          throw new InvalidRequestError('Some values are wrong.', [{ path: 'provider', message: 'is no connector' }]);
        }
        const options = {
          ...{ organization: organization.slug, tenantKey, userKey: null, connector: body.provider, actor },
          ...{ name: body.name ?? definition.name, externalRef: body.external_id ?? null },
        };
        const credentials = await readCredentials(definition, body, now());
        const created = credentials
          ? await createConnected(useCaseDeps, { ...options, definition, credentials, signal: c.req.raw.signal })
          : await createConnection(useCaseDeps, options);
        return c.json(toResource(created));
      })
      .put('/:customer/connections/:id', requireScope('write'), async (c) => {
        const { accessToken } = c.var;
        const { actor } = accessToken;
        let connection = await requireConnection(accessToken, c.req.param('customer'), c.req.param('id'));
        const body = await jsonBody(c, changeBody);
        const definition = visibleConnector(accessToken.organization, connection.connector);
        const credentials = definition && (await readCredentials(definition, body, now()));
        if (definition && credentials) {
          const { signal } = c.req.raw;
          connection = await connect(
            { ...useCaseDeps, attempts },
            { connection, definition, credentials, actor, signal },
          );
        }
        if (body.name !== undefined && body.name !== connection.name) {
          connection = await renameConnection(useCaseDeps, { connection, name: body.name, actor });
        }
        return c.json(toResource(connection));
      })
      .post('/:customer/connections/:id/disconnect', requireScope('write'), async (c) => {
        const { accessToken, log } = c.var;
        const connection = await requireConnection(accessToken, c.req.param('customer'), c.req.param('id'));
        const definition = accessToken.organization.connectors.get(connection.connector);
        const deps = { ...useCaseDeps, organizations, background, log };
        if (connection.status !== 'disconnected') {
          await disconnectAndRevoke(deps, { connection, definition, actor: accessToken.actor });
        }
        return c.json({ success: true });
      })
      .delete('/:customer/connections/:id', requireScope('write'), async (c) => {
        const { accessToken, log } = c.var;
        const connection = await requireConnection(accessToken, c.req.param('customer'), c.req.param('id'));
        const definition = accessToken.organization.connectors.get(connection.connector);
        const deps = { ...useCaseDeps, organizations, background, log };
        await deleteAndRevoke(deps, { connection, definition, actor: accessToken.actor });
        return c.json({ success: true });
      })
  );
}

/** Reads the customer in a path as tokens name it: one leading E is dropped. Throws `NotFoundError` for no tenant key. */
function tenantKeyOf(customer: string): string {
  const key = (customer.startsWith(EXTERNAL_ID_PREFIX) ? customer.slice(1) : customer).normalize('NFC');
  if (!isTenantOrUserKey(key)) throw new NotFoundError();
  return key;
}

/**
 * Reads the credentials of a body. `undefined` for a connection without any: `input` alone is no credential of a provider
 * with a sign-in.
 */
async function readCredentials(
  definition: ConnectorDefinition,
  { input, oauth_token_pair: pair }: z.output<typeof changeBody>,
  now: number,
): Promise<Credentials | undefined> {
  if (!pair && (!input || authenticator(definition).signIn)) return undefined;
  return readGivenCredentials(definition, { inputs: input ?? {}, ...pair }, now);
}

function toResource(connection: StoredConnection) {
  const { id, name, connector, status, problem, connectedAt } = connection;
  return {
    id,
    name,
    provider: connector,
    authorized_at: connectedAt === null ? null : isoTime(connectedAt),
    authorization_status: status === 'connected' ? 'success' : null,
    authorization_error: problem && (problem.providerMessage ?? problem.code),
    created_at: isoTime(connection.createdAt),
    updated_at: isoTime(connection.updatedAt),
  };
}
