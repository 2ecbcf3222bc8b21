import type { AddConnectionRequest } from '../../protocol/session-api.ts';
import { type AdditionTask, additionsPart } from '../state/additions-part.ts';
import type { StateEvent } from '../state/state-event.ts';
import { isConnectionAnswer, type SessionClient } from './session-client.ts';

additionsPart.perform = performAddition;

/** Adds another connection of a connector of the page, or removes one that was added and never connected. */
async function performAddition(task: AdditionTask, client: SessionClient, signal: AbortSignal): Promise<StateEvent> {
  if (task.type === 'discard') {
    await client.call({ method: 'DELETE', path: `/connections/${task.connectionId}`, signal });
    return { type: 'discarded' };
  }
  const body: AddConnectionRequest = { connector: task.connector };
  const { connection } = await client.ask(isConnectionAnswer, { method: 'POST', path: '/connections', body, signal });
  return { type: 'added', connection };
}
