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

/** The calls and waits of an install flow. */
export function installTasks(dialog: Dialog, install: InstallState): readonly Task[] {
  const { id } = dialog;
  const { call, read, draft } = install;
  const tasks: Task[] = [];
  // A draft that arrives after the installation was saved would be offered as unsaved.
  if (call && draft.sending === undefined)
    tasks.push({ key: `install call ${call.id}`, type: 'install', work: call.work });
  if (read !== undefined && !call)
    tasks.push({ key: `install read ${id} ${read}`, type: 'install', work: { name: 'read' } });
  const draftWork = draftWorkOf(dialog, install);
  if (draftWork) {
    const turn = draft.sending ?? draft.turn;
    tasks.push({ key: `install ${draftWork.name} ${id} ${turn}`, type: 'install', work: draftWork });
  }
  return [...tasks, ...runsTasks(id, install), ...choicesTasks(id, install)];
}

function draftWorkOf(dialog: Dialog, install: InstallState): InstallWork | undefined {
  const { turn, kept, sending, hasFailed } = install.draft;
  if (sending !== undefined) return { name: 'keep-draft', draft: draftOf(install) };
  const isKept = turn === kept || hasFailed || install.call;
  if (isKept || !may(dialog, 'connect') || needsConsent(install.view)) return undefined;
  return { name: 'wait-for-draft' };
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

function runsTasks(id: number, install: InstallState): readonly Task[] {
  const { page, form, runs } = install;
  if (page !== 'schedule' && page !== 'review') return [];
  const schedule = scheduleOf(install);
  const key = scheduleKey(schedule);
  if (scheduleProblem(form) || runs?.key === key) return [];
  const work = { name: 'next-runs', schedule } as const;
  return [{ key: `install runs ${id} ${key} ${runs?.attempt}`, type: 'install', work }];
}

function choicesTasks(id: number, install: InstallState): readonly Task[] {
  if (!showsChoices(install)) return [];
  return Object.entries(install.choices).flatMap(([path, { isLoading, query, cursor, turn }]): Task[] => {
    if (!isLoading) return [];
    const work = { name: 'options', path, query, cursor } as const;
    return [{ key: `install options ${id} ${path} ${turn}`, type: 'install', work }];
  });
}
