import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { InstallationChange } from '../../protocol/native-messages.ts';
import type { Dialog, DialogState } from './dialog-state.ts';
import { installHooks } from './install-hooks.ts';
import { type InstallState, isSelectedConnected } from './install-state.ts';
import { installTasks } from './install-tasks.ts';
import { performInstallWork } from '../effects/perform-install-work.ts';
import type { ReduceInstallOptions } from './install-actions.ts';
import { openInstall, reduceInstall, selectUnconnected } from './reduce-install.ts';
import { reopenView } from './reopen-view.ts';
import type { StateEvent } from './state-event.ts';

installHooks.reduce = (before, event, after) => {
  const { dialog, lastId } = after;
  if (!dialog) return after;
  const id = lastId + 1;
  const next = connectNext(before.dialog, changed(dialog, event, { id, locale: after.language.locale }), event);
  return reopenView(before, event, next === dialog ? after : { ...after, dialog: next, lastId: id });
};

installHooks.events = installEvents;

installHooks.perform = performInstallWork;

installHooks.tasks = ({ dialog, view, isClosed }, others) => {
  if (!dialog?.install || view !== 'dialog') return others;
  const tasks = installTasks(dialog, dialog.install);
  const { sending } = dialog.install.draft;
  // In another view, the session refuses a draft of this one.
  const next = sending === undefined ? others : others.filter(({ type }) => type !== 'open-view');
  return [...next, ...(isClosed ? tasks.filter(({ work }) => work.name === 'keep-draft') : tasks)];
};

function changed(dialog: Dialog, event: StateEvent, options: ReduceInstallOptions): Dialog {
  if (dialog.install) return reduceInstall(dialog, dialog.install, event, options);
  return event.type === 'install' && event.action.type === 'open' ? openInstall(dialog, event.action.timeZone) : dialog;
}

/**
 * Goes on to a connector that is not connected, after the person has connected one. The code of an application does so
 * too, which other pages do not contain.
 */
function connectNext(before: Dialog | undefined, after: Dialog, event: StateEvent): Dialog {
  const isAccepted = event.type === 'credentials-saved' || event.type === 'sign-in-reported';
  if (!isAccepted || !before || !after.install || after === before) return after;
  const isNew = !isSelectedConnected(before) && isSelectedConnected(after);
  return isNew ? selectUnconnected(after) : after;
}

/** The messages about the install flow and its installation. */
function installEvents(before: DialogState, event: StateEvent, after: DialogState): readonly DialogEvent[] {
  const now = after.dialog?.install;
  const known = before.dialog?.id === after.dialog?.id ? before.dialog?.install : undefined;
  if (!now) return [];
  const isLeft = event.type === 'leave' ? event.reason !== 'finished' : isClosed(event);
  if (isLeft && !now.view.installation && now.page !== 'deleted' && !(before.isModal && before.hasLeft)) {
    return [{ type: 'install-end', isSaved: false, details: now.details }];
  }
  return [...changeEvents(known, now), ...(known?.page === now.page ? [] : viewEvents(after, now))];
}

function isClosed(event: StateEvent): boolean {
  return event.type === 'host' && event.command.type === 'close';
}

function changeEvents(known: InstallState | undefined, now: InstallState): readonly DialogEvent[] {
  if (!known) return [];
  const isSaved = known.saves !== now.saves;
  const before = known.view.installation;
  const installation = now.view.installation ?? before;
  const status = statusOf(now);
  if (!installation || (!isSaved && status === statusOf(known))) return [];
  const { id, slug, name } = now.view.integration;
  const change: InstallationChange = { id: installation.id, integration: { id, slug, name }, status };
  return [
    { type: 'installation-change', installation: change },
    ...(isSaved ? [{ type: 'install-end' as const, isSaved, details: now.details }] : []),
  ];
}

function statusOf({ view: { installation } }: InstallState): InstallationChange['status'] {
  if (!installation) return 'uninstalled';
  return installation.paused ? 'paused' : 'installed';
}

function viewEvents({ application }: DialogState, { page: view }: InstallState): readonly DialogEvent[] {
  const { shown, pagePath = '' } = application ?? {};
  return [
    { type: 'navigation', view },
    ...(shown
      ? [{ type: 'application-view' as const, app: shown.app, pagePath, path: shown.path, view, isFirst: false }]
      : []),
  ];
}
