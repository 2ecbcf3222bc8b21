import { newOpaqueToken } from '../../auth/opaque-token.ts';
import { writeSessionContext } from '../../auth/session.ts';
import type { SessionContext } from '../../auth/session.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import type { FlowDeps } from '../flow-deps.ts';
import { makeRoom, OFFERED_FLOWS_MAX } from './flow-limits.ts';
import { sealSecrets } from './flow-secrets.ts';

/** Time to sign in, from the moment the dialog offers it. */
export const FLOW_SECONDS = 600;

const TOKEN_PREFIX = 'ecf_';

/** What to sign in for. */
export interface FlowOrder {
  readonly connection: StoredConnection;
  /** The connector's inputs, checked. */
  readonly inputs: Credentials;
  readonly context: SessionContext;
  /** BCP 47. */
  readonly locale: string;
}

/** A sign-in that can be begun by its link. */
export interface OfferedFlow {
  readonly flow: StoredFlow;
  /** What stands in the link. Given away once. */
  readonly token: string;
}

/** Makes a sign-in. Where a tenant has enough that nobody has opened, the oldest of those gives way. */
export async function offerFlow(
  deps: FlowDeps,
  { connection, inputs, context, locale }: FlowOrder,
): Promise<OfferedFlow> {
  const { token, hash: tokenHash } = newOpaqueToken(TOKEN_PREFIX);
  const now = deps.now();
  const flow = await deps.store.write(async (stores) => {
    const created = await stores.flows.create(connection, {
      connectionId: connection.id,
      connector: connection.connector,
      context: writeSessionContext(context),
      locale,
      tokenHash,
      createdAt: now,
      expiresAt: now + FLOW_SECONDS * 1000,
    });
    const secrets = sealSecrets(deps.vault, created, { values: inputs.values });
    await makeRoom(stores, connection, { statuses: ['offered'], most: OFFERED_FLOWS_MAX, now });
    return (await stores.flows.change(created, { secrets }, now)) ?? created;
  });
  return { flow, token };
}
