import { validateSettings } from '../../protocol/setting-validation.ts';
import type { Dialog } from './dialog-state.ts';
import { wrongSchedule } from './flow-progress.ts';
import { searchChoices, showMoreChoices } from './install-choices.ts';
import { showMoreHistory } from './install-history.ts';
import { keepDraft, pageAfter, show, typed, withProblems } from './install-pages.ts';
import {
  type InstallAction,
  type InstallState,
  type InstallWork,
  isAllConnected,
  needsConsent,
  savedEdit,
  savedRequest,
  withSetting,
} from './install-state.ts';
import { changeSchedule } from './schedule-form.ts';

/** What the reducer of an install flow knows besides the dialog. */
export interface ReduceInstallOptions {
  /** For a new call or wait. */
  readonly id: number;
  /** BCP 47 tag of the dialog's language. */
  readonly locale: string;
}

/** Applies what a person does. */
export function obey(
  dialog: Dialog,
  install: InstallState,
  action: InstallAction,
  options: ReduceInstallOptions,
): InstallState {
  switch (action.type) {
    case 'set': {
      const { path, value } = action;
      const problems = install.problems.filter((problem) => problem.path !== path.join('.'));
      return typed({ ...install, problems, settings: withSetting(install.settings, path, value) });
    }
    case 'schedule':
      return typed({
        ...install,
        form: changeSchedule(install.form, action.changes),
        scheduleProblem: undefined,
      });
    case 'time-zone':
      return typed({ ...install, timeZone: action.timeZone, scheduleProblem: undefined });
    case 'search':
      return searchChoices(install, action.path, action.query);
    case 'more':
      return showMoreChoices(install, action.path);
    case 'retry-runs':
      return install.runs ? { ...install, runs: { key: '', attempt: (install.runs.attempt ?? 0) + 1 } } : install;
    case 'more-history':
      return { ...install, history: showMoreHistory(install.history) };
    case 'open':
      return install;
    case 'keep':
      return keepDraft(dialog, install);
    default:
      // A call about a connection runs.
      return install.call || dialog.call || dialog.step.name === 'signing-in'
        ? install
        : move(dialog, install, action, options);
  }
}

/** Applies an action that ends the present page or calls the server. */
function move(
  dialog: Dialog,
  install: InstallState,
  action: InstallAction,
  options: ReduceInstallOptions,
): InstallState {
  const { id } = options;
  const call = (work: InstallWork): InstallState => ({ ...install, call: { id, work }, failure: undefined });
  const { view } = install;
  switch (action.type) {
    case 'go':
      return show(install, action.page);
    case 'continue':
      return proceed(dialog, install, options);
    case 'discard':
      return typed({ ...show(install, install.page), ...savedEdit(view, install.timeZone) });
    case 'pause':
      return call({ name: 'pause', paused: action.paused });
    case 'uninstall':
    case 'withdraw':
    case 'delete-data':
      return call({ name: action.type });
    default:
      return install;
  }
}

/** Finishes the present page, unless something on it is wrong. */
function proceed(dialog: Dialog, install: InstallState, { id, locale }: ReduceInstallOptions): InstallState {
  const { page, view, settings, storedSecrets } = { ...install, ...install.view };
  const call = (work: InstallWork): InstallState => ({ ...install, call: { id, work }, failure: undefined });
  const save = () => call({ name: 'save', body: savedRequest(install) });
  const problems = validateSettings(view.fields, settings, storedSecrets);
  const wrong = wrongSchedule(install);
  switch (page) {
    case 'consent':
      return needsConsent(view)
        ? call({ name: 'agree', locale, textId: view.consent?.textId })
        : show(install, pageAfter(install, page));
    case 'connect':
      if (!isAllConnected(dialog)) return { ...install, isUnconnected: true };
      return show(install, view.installation ? 'overview' : pageAfter(install, page));
    case 'settings':
      if (problems.length > 0) return withProblems(install, problems);
      return view.installation ? save() : show(install, pageAfter(install, page));
    case 'schedule':
      if (wrong) return { ...install, scheduleProblem: wrong, focus: install.focus + 1 };
      return view.installation ? save() : show(install, pageAfter(install, page));
    case 'review':
    case 'overview':
      if (!isAllConnected(dialog) && page === 'review') return { ...show(install, 'connect'), isUnconnected: true };
      if (problems.length > 0) return withProblems(install, problems);
      if (wrong) return { ...show(install, 'schedule'), scheduleProblem: wrong };
      return save();
    case 'done':
    case 'history':
      return show(install, 'overview');
    case 'deleted':
      return install;
  }
}
