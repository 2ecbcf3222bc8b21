import type { ActivityView, HistoryResponse, RunView } from '../../widget/protocol/installation.ts';
import type { SessionView } from '../connections/visible-connections.ts';
import { sessionConnections } from '../connections/visible-connections.ts';
import { MalformedCursorError } from '../errors.ts';
import type { ActivitySubject, Activity } from '../store/activity-store.ts';
import type { Run } from '../store/run-store.ts';
import type { Store } from '../store/store.ts';
import { installationOwner } from './installation-owner.ts';

/** Runs, and activities, on one page. */
const PAGE_SIZE = 20;
/** In the place of an id in a cursor: this list has no more. */
const NO_MORE = 0;

/** Where a page begins: only rows with lower ids. `undefined`: at the newest. */
interface Position {
  readonly beforeRunId?: number;
  readonly beforeActivityId?: number;
}

/**
 * Lists what happened to the integration of a session: the runs of its installation, and the activity of the installation
 * and of the connections that the session shows. Both lists are newest first, and have pages of their own behind one cursor.
 *
 * Throws `NotFoundError` if the session is not about an integration, and `MalformedCursorError`.
 */
export async function installationHistory(
  store: Store,
  session: SessionView,
  cursor: string | undefined,
): Promise<HistoryResponse> {
  const { scope, integration, userKey } = installationOwner(session);
  const { beforeRunId, beforeActivityId } = readCursor(cursor);
  const installation = await store.installations.findByIntegration(scope, integration.slug, userKey);
  const connections = await sessionConnections(store, session);
  const limit = PAGE_SIZE + 1;
  const runs =
    installation && beforeRunId !== NO_MORE
      ? await store.runs.list(scope, installation.id, { beforeId: beforeRunId, limit })
      : [];
  const subjects: readonly ActivitySubject[] = [
    ...(installation ? [{ installationId: installation.id }] : []),
    ...connections.map(({ id }) => ({ connectionId: id })),
  ];
  const lists =
    beforeActivityId === NO_MORE
      ? []
      : await Promise.all(
          subjects.map((subject) => store.activity.listHistory(scope, { subject, beforeId: beforeActivityId, limit })),
        );
  const activity = lists.flat().toSorted((a, b) => b.id - a.id);
  const position = [nextPosition(runs), nextPosition(activity)] as const;
  const connectorNames = session.organization.connectors;
  return {
    runs: runs.slice(0, PAGE_SIZE).map(runView),
    activity: activity
      .slice(0, PAGE_SIZE)
      .map((entry) => activityView(entry, (connector) => connectorNames.get(connector)?.name ?? connector)),
    ...(position.some((id) => id !== NO_MORE) && { nextCursor: writeCursor(position) }),
  };
}

/** The id of the last row of a page, if there are more rows. */
function nextPosition(rows: readonly { readonly id: number }[]): number {
  return rows.length > PAGE_SIZE ? (rows[PAGE_SIZE - 1]?.id ?? NO_MORE) : NO_MORE;
}

function runView({ id, status, message, startedAt, finishedAt, overview, details, errors }: Run): RunView {
  return {
    id,
    status,
    ...(message !== null && { message }),
    startedAt: new Date(startedAt).toISOString(),
    ...(finishedAt !== null && { finishedAt: new Date(finishedAt).toISOString() }),
    overview,
    details,
    errors,
  };
}

function activityView(
  { id, type, at, actor, detail }: Activity & { readonly id: number },
  nameOf: (connector: string) => string,
): ActivityView {
  const { connector, change } = detail;
  return {
    id,
    type,
    at: new Date(at).toISOString(),
    ...(actor && { actor: actor.name ?? actor.id }),
    ...(typeof connector === 'string' && { connector: nameOf(connector) }),
    ...((change === 'paused' || change === 'resumed') && { change }),
  };
}

/** Version 1 is that of the lists of the API. */
const CURSOR = /^\[3,(0|[1-9]\d{0,15}),(0|[1-9]\d{0,15})\]$/;

function writeCursor([runId, activityId]: readonly [number, number]): string {
  return Buffer.from(JSON.stringify([3, runId, activityId])).toString('base64url');
}

function readCursor(cursor: string | undefined): Position {
  if (cursor === undefined) return {};
  const [, runId, activityId] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const position = [Number(runId), Number(activityId)] as const;
  // A cursor is accepted in exactly one spelling.
  if (writeCursor(position) !== cursor) throw new MalformedCursorError();
  return { beforeRunId: position[0], beforeActivityId: position[1] };
}
