import type { Connection, ConnectionDetails } from '../../protocol/connection.ts';
import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { ConnectionResponse } from '../../protocol/session-api.ts';
import { translator } from '../messages.ts';
import { type DialogState, type Failure, selected } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';

/** What the host hears of an event: reasons as sentences, and nothing about the account. */
export function hostEvents(before: DialogState, event: StateEvent, after: DialogState): readonly DialogEvent[] {
  if (isExit(event)) {
    if (before.isModal && before.hasLeft) return [];
    return [{ type: 'exit', reason: event.type === 'leave' ? event.reason : 'closed' }];
  }
  if (before === after) return [];
  const events: DialogEvent[] = [];
  const title = (code: ErrorCode) => translator(after.language.translations)(`problem.${code}.title`);
  if (after.tokens.wait?.isAsked && !before.tokens.wait?.isAsked) events.push({ type: 'token-expired' });
  if (after.notice !== before.notice && after.notice) return [...events, ...noticeEvents(after, title)];
  const { dialog } = after;
  if (!dialog) return events;
  const status = (code?: ErrorCode) => {
    events.push({
      type: 'connection-status-change',
      connection: connectionView(selected(dialog).connection, title, code),
    });
  };
  const accepted = ({ connection, successDetails = {} }: ConnectionResponse) => {
    status();
    if (connection.status !== 'connected') return;
    events.push({ type: 'success', connection: connectionView(connection, title), details: successDetails });
  };
  const isNew = before.dialog?.id !== dialog.id;
  if (event.type === 'credentials-saved') accepted(event.response);
  else if (event.type === 'sign-in-seen' && event.state.status === 'succeeded') accepted(event.state);
  else if (event.type === 'sign-in-seen' && event.state.status === 'failed') status(event.state.problem.code);
  else if (event.type === 'failed' && REPORTED.test(event.task.type))
    events.push(...failureEvents(event.failure, title));
  else if (
    isNew ||
    event.type === 'disconnected' ||
    (RECONCILES.test(event.type) && before.dialog.step !== dialog.step)
  ) {
    status();
  }
  return events;
}

/** The calls whose failure the host hears of. The person asked for them. */
const REPORTED = /^(save|disconnect|rename|make|watch)/;

/** The events that bring connections that may have changed elsewhere. */
const RECONCILES = /^(granted|session-read)$/;

type Title = (code: ErrorCode) => string;

function isExit(event: StateEvent): boolean {
  return event.type === 'leave' || (event.type === 'host' && event.command.type === 'close');
}

function noticeEvents({ notice }: DialogState, title: Title): readonly DialogEvent[] {
  // No code describes a lost network, and the person can try again.
  if (!notice || notice.code === 'unreachable' || notice.code === 'top_level') return [];
  const { code, message = '', requestId, reason } = notice;
  const reference = requestId === undefined ? '' : ` Reference for the server's log: ${requestId}.`;
  // Hosts of some systems receive no other text, and their developers need the reason.
  const displayMessage = reason ? `${title(code)} (${reason})` : title(code);
  return [{ type: 'error', code, message: message + reference, displayMessage }];
}

function failureEvents({ code, connection, message }: Failure, title: Title): readonly DialogEvent[] {
  if (code === 'unreachable' || code === 'session_expired') return [];
  // An attempt that failed is reported even where the old credentials still work.
  if (connection) return [{ type: 'connection-status-change', connection: connectionView(connection, title, code) }];
  if (message === undefined || code === 'invalid_request') return [];
  return [{ type: 'error', code, message, displayMessage: title(code) }];
}

/** A connection that works has no reason of failure, whatever a later attempt came to. */
function connectionView(details: ConnectionDetails, title: Title, failure?: ErrorCode): Connection {
  const { id, connector, name, status, verified, problem } = details;
  const connected = status === 'connected';
  const code = failure ?? (connected ? undefined : problem?.code);
  return { id, connector, name, status, connected, verified, ...(code && { error: title(code) }) };
}
