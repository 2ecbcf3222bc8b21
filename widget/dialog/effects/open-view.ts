import { integrationOfPath } from '../../protocol/application-path.ts';
import { type Guard, isRecord } from '../../protocol/guards.ts';
import type { OpenViewRequest, OpenViewResponse } from '../../protocol/session-api.ts';
import type { StateEvent } from '../state/state-event.ts';
import { isSessionView } from './application-exchange.ts';
import type { SessionClient } from './session-client.ts';
import { tokenExchanger } from './token-exchanger.ts';
import { viewOpener } from './view-opener.ts';

viewOpener.perform = openView;

const isOpenViewResponse: Guard<OpenViewResponse> = (value): value is OpenViewResponse =>
  isRecord(value) && tokenExchanger.isSession?.(value) === true && isSessionView(value);

/** Opens an integration of a portal, or its list. Rejects as `callServer` does. */
async function openView(path: string, client: SessionClient, signal: AbortSignal): Promise<StateEvent> {
  const body: OpenViewRequest = { integration: integrationOfPath(path) ?? null };
  const session = await client.ask(isOpenViewResponse, { method: 'POST', path: '/view', body, signal });
  // The language stays.
  return { type: 'token-accepted', session, locale: '' };
}
