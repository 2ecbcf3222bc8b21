import {
  type Call,
  type Dialog,
  draftOf,
  type Failure,
  findConnection,
  isBusy,
  missingFields,
  selected,
} from './dialog-state.ts';
import { pollFailed, pollNow, withViews } from './poll.ts';
import { reconcile } from './reconcile.ts';
import type { StateEvent } from './state-event.ts';
import { additionsPart } from './additions-part.ts';
import { accept, entryStep, firstStep, isReplacing, problemOf, select, show, store, withoutDraft } from './steps.ts';

/** Applies an event to a dialog, except for sign-ins. */
export function reduceDialog(
  dialog: Dialog,
  event: StateEvent,
  /** The id of a new call, and whether the present call waits for a session. */
  { id, isWaiting }: { readonly id: number; readonly isWaiting: boolean },
): Dialog {
  const { call } = dialog;
  switch (event.type) {
    case 'edit': {
      const draft = { ...draftOf(dialog), [event.field]: event.value };
      return { ...dialog, drafts: { ...dialog.drafts, [dialog.selectedId]: draft } };
    }
    case 'edit-name':
      return editName(dialog, event.name, isWaiting);
    case 'cancel':
      if (isWaiting) return { ...dialog, call: undefined };
      // The server may have stored the credentials before the cancellation. Reads the connections to find out.
      return call?.type === 'save-credentials' ? withCall(dialog, { id, type: 'read-session' }) : dialog;
    case 'call-slow':
      return call ? { ...dialog, call: { ...call, isSlow: true } } : dialog;
    case 'credentials-saved':
      return accept(dialog, event.response);
    case 'disconnected': {
      const next = store({ ...dialog, call: undefined }, event.connection);
      return show(next, firstStep(next));
    }
    case 'renamed':
      return store({ ...dialog, call: undefined, rename: undefined }, event.connection);
    case 'added':
      return additionsPart.add({ ...dialog, call: undefined }, event.connection);
    case 'discarded':
      return additionsPart.remove({ ...dialog, call: undefined });
    case 'session-read':
      return (
        reconcile({ ...dialog, call: undefined }, withViews(dialog, event.connectors), { isElsewhere: false }) ?? dialog
      );
    case 'wake':
      return pollNow(dialog);
    case 'failed':
      return failed(dialog, event.task.type, event.failure);
    default:
      return isBusy(dialog) ? dialog : applyCommand(dialog, event, id);
  }
}

function withCall(dialog: Dialog, call: Call): Dialog {
  return { ...dialog, call };
}

/** Applies a command while no call runs. */
function applyCommand(dialog: Dialog, event: StateEvent, id: number): Dialog {
  const { step, rename } = dialog;
  const { connector, connection, connections, canAdd } = selected(dialog);
  switch (event.type) {
    case 'select': {
      if (!findConnection(dialog.connectors, event.id)) return dialog;
      return select(dialog, event.id);
    }
    case 'replace':
      return step.name === 'connected' ? show(dialog, { name: entryStep(connector), replacing: true }) : dialog;
    case 'keep':
      return isReplacing(step) ? show(withoutDraft(dialog), firstStep(dialog)) : dialog;
    case 'back':
      return step.name === 'sign-in' ? show(dialog, { name: 'form', replacing: step.replacing }) : dialog;
    case 'submit': {
      if (step.name !== 'form') return dialog;
      const { replacing } = step;
      const missing = missingFields(connector.fields, draftOf(dialog));
      if (missing.length > 0) return show(dialog, { name: 'form', missing, replacing });
      if (connector.usesSignIn) return show(dialog, { name: 'sign-in', replacing });
      return show(withCall(dialog, { id, type: 'save-credentials' }), { name: 'form', replacing });
    }
    case 'disconnect':
      return connection.status === 'connected'
        ? show(withCall(dialog, { id, type: 'disconnect' }), { name: 'connected' })
        : dialog;
    case 'add':
      return canAdd
        ? (additionsPart.show(dialog) ?? { ...withCall(dialog, { id, type: 'add-connection' }), addProblem: undefined })
        : dialog;
    case 'discard':
      return connection.isRemovable && connections.length > 1 ? withCall(dialog, { id, type: 'discard' }) : dialog;
    case 'save-name': {
      if (!rename) return dialog;
      const name = rename.name.trim();
      if (name === '') return { ...dialog, rename: { ...rename, error: 'missing' } };
      return { ...withCall(dialog, { id, type: 'rename', name }), rename: { name: rename.name } };
    }
    default:
      return dialog;
  }
}

function editName(dialog: Dialog, name: string | undefined, isWaiting: boolean): Dialog {
  const isTyping = name !== undefined && dialog.rename !== undefined;
  if (isTyping) return { ...dialog, rename: { ...dialog.rename, name } };
  const call = isWaiting ? undefined : dialog.call;
  const next = { ...dialog, call };
  return isBusy(next) ? dialog : { ...next, rename: name === undefined ? undefined : { name } };
}

function failed(dialog: Dialog, type: string, failure: Failure): Dialog {
  const { step } = dialog;
  const next = store({ ...dialog, call: undefined }, failure.connection);
  const problem = problemOf(failure);
  switch (type) {
    case 'save-credentials':
      return show(next, { name: 'form', problem, replacing: isReplacing(step) });
    case 'disconnect':
      return show(next, { name: 'connected', problem });
    case 'add-connection':
      return { ...next, addProblem: problem };
    case 'discard':
      // It was removed in another tab.
      if (failure.code === 'not_found') return additionsPart.remove(next);
      return step.name === 'form' || step.name === 'sign-in' ? show(next, { ...step, problem }) : next;
    case 'rename':
      return dialog.rename ? { ...next, rename: { ...dialog.rename, error: problem } } : next;
    case 'read-session':
      return { ...dialog, call: undefined };
    case 'poll-session':
      return pollFailed(dialog, failure.code === 'session_expired');
    default:
      return dialog;
  }
}
