import type { Connection, ConnectionDetails } from '../../protocol/connection.ts';
import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { ConnectionResponse } from '../../protocol/session-api.ts';
import { type Translate, translator } from '../messages.ts';
import { problemSentences } from '../problem-sentences.ts';
import { applicationPart } from './application-part.ts';
import { type Dialog, type DialogState, type Failure, type Notice, selected } from './dialog-state.ts';
import { installHooks } from './install-hooks.ts';
import { asDeleted, isChanged } from './reconcile.ts';
import type { StateEvent } from './state-event.ts';
import type { Task } from './tasks.ts';

/**
 * The messages that the host receives for one event. They give reasons as the dialog's own sentences, in its language,
 * and say nothing about the account.
 */
export function hostEvents(before: DialogState, event: StateEvent, after: DialogState): readonly DialogEvent[] {
  return [
    ...applicationPart.events(before, after),
    ...(installHooks.events?.(before, event, after) ?? []),
    ...dialogEvents(before, event, after),
  ];
}

function dialogEvents(before: DialogState, event: StateEvent, after: DialogState): readonly DialogEvent[] {
  if (isExit(event)) {
    if (before.isModal && before.hasLeft) return [];
    return [{ type: 'exit', reason: event.type === 'leave' ? event.reason : 'closed' }];
  }
  if (before === after) return [];
  const events: DialogEvent[] = [];
  const translate = translator(after.language);
  if (after.tokens.wait?.isAsked && !before.tokens.wait?.isAsked) events.push({ type: 'token-expired' });
  const sentencesOf =
    (dialog: Dialog): Sentences =>
    (code) =>
      problemSentences({ code, translate, connector: selected(dialog).connector });
  if (before.dialog && RECONCILING_EVENTS.includes(event.type)) {
    for (const details of changedConnections(before.dialog, after)) {
      const connection = connectionView(details, sentencesOf(before.dialog));
      events.push({ type: 'connection-status-change', connection });
    }
  }
  if (after.notice !== before.notice && after.notice) return [...events, ...noticeEvents(after.notice, translate)];
  const { dialog } = after;
  if (!dialog) return events;
  const sentences = sentencesOf(dialog);
  const status = (code?: ErrorCode) => {
    events.push({
      type: 'connection-status-change',
      connection: connectionView(selected(dialog).connection, sentences, code),
    });
  };
  // The dialog may already show the next connection.
  const accepted = ({ connection: details, successDetails = {} }: ConnectionResponse) => {
    const connection = connectionView(details, sentences);
    events.push({ type: 'connection-status-change', connection });
    if (connection.connected) events.push({ type: 'success', connection, details: successDetails });
  };
  const isNew = before.dialog?.id !== dialog.id;
  if (event.type === 'credentials-saved') accepted(event.response);
  else if (event.type === 'sign-in-reported' && event.state.status === 'succeeded') accepted(event.state);
  else if (event.type === 'sign-in-reported' && event.state.status === 'failed') status(event.state.problem.code);
  else if (event.type === 'failed' && REPORTED_CALLS.includes(event.task.type))
    events.push(...failureEvents(event.failure, sentences));
  else if (isNew || event.type === 'disconnected') status();
  const { setupProblem } = dialog;
  if (isNew && setupProblem) events.push(...noticeEvents(setupProblem, translate));
  return events;
}

/** The person started these calls, so the host receives their failures. */
const REPORTED_CALLS: readonly Task['type'][] = [
  'save-credentials',
  'disconnect',
  'rename',
  'create-sign-in',
  'watch-sign-in',
  'add-connection',
  'discard',
];

/** These events contain connections that may have changed elsewhere. */
const RECONCILING_EVENTS: readonly StateEvent['type'][] = ['token-accepted', 'session-read', 'polled'];

/** The connections of a dialog that have changed. A connection that was deleted has no credentials any more. */
function changedConnections({ id, connectors }: Dialog, { dialog, view }: DialogState): readonly ConnectionDetails[] {
  if (dialog && dialog.id !== id) return [];
  const known = connectors.flatMap(({ connections }) => connections);
  const present = dialog && view === 'dialog' ? dialog.connectors.flatMap(({ connections }) => connections) : [];
  const find = (list: readonly ConnectionDetails[], wanted: number) => list.find((details) => details.id === wanted);
  return [...known.map((details) => find(present, details.id) ?? asDeleted(details)), ...present].filter(
    (now, index, all) =>
      all.findIndex((other) => other.id === now.id) === index && isChanged(find(known, now.id) ?? asDeleted(now), now),
  );
}

/** Returns the sentences of a connector about a problem. */
type Sentences = (code: ErrorCode) => ReturnType<typeof problemSentences>;

function isExit(event: StateEvent): boolean {
  return event.type === 'leave' || (event.type === 'host' && event.command.type === 'close');
}

function noticeEvents(notice: Notice, translate: Translate): readonly DialogEvent[] {
  // No code describes a lost network, and the person can try again.
  if (notice.code === 'unreachable' || notice.code === 'top_level') return [];
  const { code, message = '', requestId, reason } = notice;
  const reference = requestId === undefined ? '' : ` Reference for the server's log: ${requestId}.`;
  const shown = `${translate(`problem.${code}.title`)}. ${translate(`problem.${code}.text`)}`;
  // Some dialects send no `message`, and the host's developers need the reason.
  const displayMessage = reason ? `${shown} (${reason})` : shown;
  return [{ type: 'error', code, message: message + reference, displayMessage }];
}

function failureEvents({ code, connection, message }: Failure, sentences: Sentences): readonly DialogEvent[] {
  if (code === 'unreachable' || code === 'session_expired') return [];
  // The host receives a failed attempt even if the old credentials still work.
  if (connection)
    return [{ type: 'connection-status-change', connection: connectionView(connection, sentences, code) }];
  if (message === undefined || code === 'invalid_request') return [];
  const { title, text } = sentences(code);
  return [{ type: 'error', code, message, displayMessage: `${title}. ${text}` }];
}

/** The connection as the host receives it. A working connection has no `error`, unless the present attempt failed. */
export function connectionView(details: ConnectionDetails, sentences: Sentences, failure?: ErrorCode): Connection {
  const { id, connector, name, status, verified, problem } = details;
  const connected = status === 'connected';
  const code = failure ?? (connected ? undefined : problem?.code);
  return { id, connector, name, status, connected, verified, ...(code && { error: sentences(code).title }) };
}
