import { INTEGRATION_PARAMETER } from '../../protocol/installation.ts';
import type { DialogState } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';

/**
 * Opens the integration of the dialog again in the session of a portal, after the server has refused a call about its
 * installation because the session shows another integration. What a person has entered stays, and the call for which the
 * person waits is sent again. If that call is refused again, there is another reason.
 */
export function reopenView(before: DialogState, event: StateEvent, after: DialogState): DialogState {
  const install = before.dialog?.install;
  const { application, dialog, lastId } = after;
  const isOther =
    event.type === 'failed' &&
    event.task.type === 'install' &&
    event.failure.code === 'conflict' &&
    event.failure.fields.includes(INTEGRATION_PARAMETER);
  if (!isOther || !install || !application?.isPortal || !dialog?.install) return after;
  const { work } = event.task;
  const { shown, opening } = application;
  const { call } = install;
  const isCall = call?.work === work;
  // The person is on the way to another integration, or the view was opened again for this call.
  if (!shown || opening || (isCall && call.isRetry)) return after;
  const id = lastId + 1;
  const waiting = isCall ? { ...install, call: { id, work, isWaiting: true } } : dialog.install;
  return {
    ...after,
    dialog: { ...dialog, install: { ...waiting, read: undefined } },
    application: { ...application, opening: { id, path: shown.path } },
    lastId: id,
  };
}
