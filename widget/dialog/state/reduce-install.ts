import { isInstallationView } from '../effects/install-guard.ts';
import type { Dialog } from './dialog-state.ts';
import { obey, type ReduceInstallOptions } from './install-actions.ts';
import { fail, receive } from './install-answers.ts';
import { needChoices, receiveChoices } from './install-choices.ts';
import { receiveHistory, receiveNewest, refreshHistory } from './install-history.ts';
import { keepDraft, reach } from './install-pages.ts';
import { firstPage, type InstallState, isConnected, isSelectedConnected, storedEdit } from './install-state.ts';
import type { StateEvent } from './state-event.ts';
import { select } from './steps.ts';

/** Opens the install flow of a dialog. Returns the dialog as it is if what the server sent is not an installation. */
export function openInstall(dialog: Dialog, timeZone: string): Dialog {
  const { installation: view, installationDetails: details = {} } = dialog;
  if (dialog.install || !isInstallationView(view)) return dialog;
  const install: InstallState = {
    view,
    details,
    ...reach([], firstPage(dialog, view)),
    focus: 0,
    isUnconnected: false,
    problems: [],
    saves: 0,
    draft: { turn: 0, kept: 0 },
    choices: {},
    ...storedEdit(view, timeZone),
  };
  return { ...selectUnconnected(dialog), install: needChoices(install) };
}

/** Selects the first connector that is not connected. Keeps the selected one if it is not, or if all are connected. */
export function selectUnconnected(dialog: Dialog): Dialog {
  const connection = dialog.connectors.find((entry) => !isConnected(entry))?.connections[0];
  return connection && isSelectedConnected(dialog) ? select(dialog, connection.id) : dialog;
}

/** Applies an event to the install flow of a dialog. */
export function reduceInstall(
  dialog: Dialog,
  install: InstallState,
  event: StateEvent,
  options: ReduceInstallOptions,
): Dialog {
  const { id } = options;
  const next = (changed: InstallState): Dialog =>
    changed === install ? dialog : { ...dialog, install: needChoices(changed) };
  switch (event.type) {
    case 'install':
      return next(obey(dialog, install, event.action, options));
    case 'install-response': {
      const received = next(receive(dialog, install, event.work, event.response));
      // The server may have refused a sign-in before the consent.
      if (event.work.name === 'agree') return withPoll(select(received, received.selectedId));
      // What was deleted includes connections. The page cannot show them any more.
      if (event.work.name === 'delete-data') return { ...received, poll: { ...dialog.poll, isPaused: true } };
      return event.work.name === 'read' ? received : withPoll(received);
    }
    case 'draft-due':
      return next({ ...install, draft: { ...install.draft, sending: install.draft.turn } });
    case 'draft-kept': {
      const { turn, sending = turn } = install.draft;
      return next({ ...install, draft: { turn, kept: sending } });
    }
    case 'next-runs': {
      if (event.work.name !== 'next-runs') return dialog;
      const { schedule } = event.work;
      const runs = { key: `${schedule.expression} ${schedule.timeZone}`, times: event.response.nextRuns };
      return next({ ...install, runs });
    }
    case 'options':
      return next(receiveChoices(install, event.path, event.response));
    case 'history':
      return next({
        ...install,
        history: (event.isRefresh ? receiveNewest : receiveHistory)(install.history, event.response),
      });
    case 'leave': {
      const kept = keepDraft(dialog, install);
      return next(install.view.installation || event.reason === 'finished' ? kept : { ...kept, notice: 'kept' });
    }
    // The person, or the host, may be about to leave the page or the view.
    case 'hide':
    case 'host':
    case 'open-integration':
      return next(keepDraft(dialog, install));
    case 'polled': {
      // The server answers again, and so can keep what it could not keep before.
      const draft = { ...install.draft, hasFailed: false };
      // What has changed may be the installation, or its newest run.
      if (event.answer) return next({ ...reread(install, id), draft });
      return install.draft.hasFailed ? next({ ...install, draft }) : dialog;
    }
    case 'token-accepted': {
      const call = install.call?.isWaiting ? { id, work: install.call.work, isRetry: true } : install.call;
      return next({ ...reread(install, id), call, draft: { ...install.draft, hasFailed: false } });
    }
    case 'failed':
      return next(fail(install, event.task, event.failure, id));
    default:
      return dialog;
  }
}

/** Reads again what may have changed. */
function reread(install: InstallState, id: number): InstallState {
  const history = install.page === 'history' ? refreshHistory(install.history, id) : install.history;
  return { ...install, read: id, history };
}

/** Asks at once what has changed besides the installation. */
function withPoll(dialog: Dialog): Dialog {
  const { poll } = dialog;
  return { ...dialog, poll: { ...poll, turn: poll.turn + 1, delayMs: 0 } };
}
