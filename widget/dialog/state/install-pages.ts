import type { SettingProblem } from '../../protocol/setting-validation.ts';
import type { Dialog } from './dialog-state.ts';
import { wrongSchedule } from './flow-progress.ts';
import { openHistory } from './install-history.ts';
import { type FlowPage, flowPages, type InstallPage, type InstallState } from './install-state.ts';
import { hasUnkept } from './install-tasks.ts';

/** Shows a page. The server keeps the step of a person who is installing. */
export function show(install: InstallState, page: InstallPage): InstallState {
  const shown: InstallState = {
    ...install,
    ...reach(install.reached, page),
    focus: install.focus + 1,
    isUnconnected: false,
    problems: [],
    scheduleProblem: undefined,
    failure: undefined,
    notice: undefined,
    ...(page === 'history' && { history: openHistory(install.history) }),
  };
  // The server has refused the schedule before.
  const isRefused = page === 'schedule' && wrongSchedule(shown) === 'refused';
  const isStep = page !== install.page && !install.view.installation && page !== 'deleted';
  return { ...(isStep ? typed(shown) : shown), ...(isRefused && { scheduleProblem: 'refused' }) };
}

/** Shows the settings with what is wrong with them. */
export function withProblems(install: InstallState, problems: readonly SettingProblem[]): InstallState {
  return { ...show(install, 'settings'), problems };
}

/** The page to which a person continues. */
export function pageAfter(install: InstallState, page: InstallPage): InstallPage {
  const pages = flowPages(install);
  return pages[pages.findIndex((known) => known === page) + 1] ?? 'review';
}

/** The present page, and the steps that the person has seen. */
export function reach(before: readonly FlowPage[], page: InstallPage): Pick<InstallState, 'page' | 'reached'> {
  const isStep = page !== 'done' && page !== 'overview' && page !== 'history' && page !== 'deleted';
  return { page, reached: isStep && !before.includes(page) ? [...before, page] : before };
}

/** Counts a change that the server does not have yet. */
export function typed(install: InstallState): InstallState {
  const { draft } = install;
  return { ...install, draft: { ...draft, turn: draft.turn + 1, hasFailed: false } };
}

/** Sends what was entered at once. The person may have typed less than the usual delay ago. */
export function keepDraft(dialog: Dialog, install: InstallState): InstallState {
  const { turn, kept } = install.draft;
  return hasUnkept(dialog, install) ? { ...install, draft: { turn, kept, sending: turn } } : install;
}
