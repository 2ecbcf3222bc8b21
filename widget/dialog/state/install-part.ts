import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { InstallationChange } from '../../protocol/native-messages.ts';
import { applicationPart } from './application-part.ts';
import type { Dialog, DialogState } from './dialog-state.ts';
import type { InstallState } from './install-state.ts';
import { installTasks } from './install-tasks.ts';
import { advance } from './integration-steps.ts';
import { openInstall, reduceInstall } from './reduce-install.ts';
import type { StateEvent } from './state-event.ts';

// Wraps the functions of an application, whose page contains its code.
const { reduce, events, tasks } = applicationPart;

applicationPart.reduce = (state, event, reducePage) => {
  const after = advance(state, reduce(state, event, reducePage));
  const { dialog, lastId } = after;
  if (!dialog) return after;
  const id = lastId + 1;
  const next = changed(dialog, event, id);
  return next === dialog ? after : { ...after, dialog: next, lastId: id };
};

applicationPart.events = (before, after, event) => [
  ...events(before, after, event),
  ...installEvents(before, after, event),
];

applicationPart.tasks = (dialog) => [...tasks(dialog), ...(dialog.install ? installTasks(dialog, dialog.install) : [])];

function changed(dialog: Dialog, event: StateEvent, id: number): Dialog {
  if (dialog.install) return reduceInstall(dialog, dialog.install, event, id);
  return event.type === 'install' && event.action.type === 'open' ? openInstall(dialog, event.action.timeZone) : dialog;
}

/** The messages about the install flow and its installation. */
function installEvents(before: DialogState, after: DialogState, event: StateEvent): readonly DialogEvent[] {
  const now = after.dialog?.install;
  const known = before.dialog?.id === after.dialog?.id ? before.dialog?.install : undefined;
  if (!now) return [];
  const isLeft = event.type === 'leave' ? event.reason !== 'finished' : isClosed(event);
  if (isLeft && !now.view.installation && now.page !== 'deleted' && !(before.isModal && before.hasLeft)) {
    return [{ type: 'install-cancel', details: now.details }];
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
  return [{ type: 'installation-change', installation: change, isSaved, details: now.details }];
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
