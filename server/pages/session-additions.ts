import { Hono } from 'hono';
import { z } from 'zod';
import type { AddConnectionResponse } from '../../widget/protocol/session-api.ts';
import { addConnection, discardConnection } from '../connections/add-connection.ts';
import { connectionDetails } from '../connections/visible-connections.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { requirePermission } from '../http/require-session.ts';
import type { SessionEnv } from '../http/require-session.ts';
import { requestedId } from './requested-id.ts';
import type { limitChanges } from './session-requests.ts';
import { connectorOf } from './session-requests.ts';

const addConnectionBody = z.strictObject({ connector: z.string() });

/** Routes with which a dialog adds a connection, and removes it again before it was connected. */
export function sessionAdditionRoutes(deps: UseCaseDeps, limit: ReturnType<typeof limitChanges>) {
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
