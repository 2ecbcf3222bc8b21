import type { ConnectionDetails } from '../../widget/protocol/connection.ts';
import { isoTime } from '../iso-time.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** Selects the parts of a connection that the dialog may see. */
export function connectionDetails(connection: StoredConnection): ConnectionDetails {
  const { id, connector, name, status, verified, account, connectedAt, problem, deleteAfter, hostManaged } = connection;
  return {
    id,
    connector,
    name,
    status,
    verified,
    ...(account !== null && { account }),
    ...(connectedAt !== null && { connectedAt: isoTime(connectedAt) }),
    ...(problem && { problem }),
    ...(deleteAfter !== null && { isRemovable: true }),
    ...(hostManaged && { isManaged: true }),
  };
}
