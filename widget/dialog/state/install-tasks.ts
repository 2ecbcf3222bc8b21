import type { Dialog } from './dialog-state.ts';
import { showsChoices } from './install-choices.ts';
import {
  flowPages,
  type InstallState,
  type InstallWork,
  isDirty,
  needsConsent,
  may,
  scheduleKey,
  scheduleOf,
} from './install-state.ts';
import { scheduleProblem } from './schedule-form.ts';
import type { Task } from './tasks.ts';

/** A call or a wait of an install flow. */
export interface InstallTask {
  readonly type: 'install';
  readonly work: InstallWork;
  /** Slug of the integration that the dialog shows. */
  readonly integration: string;
}

/** The calls and waits of an install flow. */
export function installTasks(dialog: Dialog, install: InstallState): readonly (Task & InstallTask)[] {
  const { id } = dialog;
  const { call, read, draft, view, page, history } = install;
  const works: KeyedWork[] = [...runsWorks(id, install), ...choicesWorks(id, install)];
  // A draft that arrives after the installation was saved would be offered as unsaved.
  if (call && !call.isWaiting && draft.sending === undefined) works.push([`call ${call.id}`, call.work]);
  if (read !== undefined && !call) works.push([`read ${id} ${read}`, { name: 'read' }]);
  if (page === 'history' && history?.isLoading)
    works.push([`history ${id} ${history.turn}`, { name: 'history', cursor: history.nextCursor }]);
  if (page === 'history' && history?.refresh !== undefined)
    works.push([`newest history ${id} ${history.refresh}`, { name: 'history', isRefresh: true }]);
  const draftWork = draftWorkOf(dialog, install);
  if (draftWork) works.push([`${draftWork.name} ${id} ${draft.sending ?? draft.turn}`, draftWork]);
  const { slug: integration } = view.integration;
  return works.map(([key, work]) => ({ key: `install ${key}`, type: 'install', work, integration }));
}

/** A work, and what identifies it. */
type KeyedWork = readonly [key: string, work: InstallWork];

function draftWorkOf(dialog: Dialog, install: InstallState): InstallWork | undefined {
  const { sending, hasFailed } = install.draft;
  if (sending !== undefined) return { name: 'keep-draft', draft: draftOf(install) };
  return hasUnkept(dialog, install) && !hasFailed ? { name: 'wait-for-draft' } : undefined;
}

/** Whether a person has entered something that the server does not have yet, and should keep. */
export function hasUnkept(dialog: Dialog, { draft, call, view }: InstallState): boolean {
  return draft.turn !== draft.kept && !call && may(dialog, 'connect') && !needsConsent(view);
}

/** What the server keeps for a person who continues in another browser. */
function draftOf(install: InstallState) {
  const { page, settings } = install;
  // Without changes, there is nothing to continue.
  const isDone = install.view.installation !== undefined && !isDirty(install);
  const step = flowPages(install).find((known) => known === page);
  return {
    step: isDone ? ('done' as const) : ((step ?? 'settings') as 'settings'),
    settings,
    schedule: scheduleOf(install),
  };
}

function runsWorks(id: number, install: InstallState): readonly KeyedWork[] {
  const { page, form, runs } = install;
  if (page !== 'schedule' && page !== 'review') return [];
  const schedule = scheduleOf(install);
  const key = scheduleKey(schedule);
  if (scheduleProblem(form) || runs?.key === key) return [];
  return [[`runs ${id} ${key} ${runs?.attempt}`, { name: 'next-runs', schedule }]];
}

function choicesWorks(id: number, install: InstallState): readonly KeyedWork[] {
  if (!showsChoices(install)) return [];
  return Object.entries(install.choices).flatMap(([path, { isLoading, query, cursor, turn }]): KeyedWork[] =>
    isLoading ? [[`options ${id} ${path} ${turn}`, { name: 'options', path, query, cursor }]] : [],
  );
}
