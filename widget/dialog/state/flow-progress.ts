import { validateSettings } from '../../protocol/setting-validation.ts';
import type { Dialog } from './dialog-state.ts';
import {
  type FlowPage,
  flowPages,
  type InstallState,
  isAllConnected,
  needsConsent,
  scheduleKey,
  scheduleOf,
} from './install-state.ts';
import { scheduleProblem } from './schedule-form.ts';

/** How far a person is with a step. */
export interface StepProgress {
  readonly page: FlowPage;
  /** The person has been there, and nothing is missing. */
  readonly isDone: boolean;
  /** The person can go there: back to an earlier step, or on to the first step that is not done. */
  readonly isOpen: boolean;
}

/** The steps of an install flow, with what a person has done. */
export function flowProgress(dialog: Dialog, install: InstallState): readonly StepProgress[] {
  const pages = flowPages(install);
  const now = pages.findIndex((page) => page === install.page);
  const reached = Math.max(now, ...install.reached.map((page) => pages.indexOf(page)));
  const firstMissing = pages.findIndex((page) => !isComplete(dialog, install, page));
  return pages.map((page, index) => ({
    page,
    isDone: index <= reached && isComplete(dialog, install, page),
    isOpen: index < now || index <= Math.min(firstMissing, reached + 1),
  }));
}

function isComplete(dialog: Dialog, install: InstallState, page: FlowPage): boolean {
  const { view, settings } = install;
  switch (page) {
    case 'consent':
      return !needsConsent(view);
    case 'connect':
      return isAllConnected(dialog);
    case 'settings':
      return validateSettings(view.fields, settings, view.storedSecrets).length === 0;
    case 'schedule':
      return wrongSchedule(install) === undefined;
    case 'review':
      return false;
  }
}

/** What is wrong with the schedule in the form. `refused`: the server has refused it. */
export function wrongSchedule(install: InstallState): InstallState['scheduleProblem'] {
  const { form, runs } = install;
  const wrong = scheduleProblem(form);
  if (wrong) return wrong;
  const isRefused = runs?.problem?.code === 'invalid_request' && runs.key === scheduleKey(scheduleOf(install));
  return isRefused || install.scheduleProblem === 'refused' ? 'refused' : undefined;
}
