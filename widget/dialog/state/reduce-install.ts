import type { InstallationResponse } from '../../protocol/installation.ts';
import { type SettingProblem, validateSettings } from '../../protocol/setting-validation.ts';
import { isInstallationView } from '../effects/install-guard.ts';
import type { Dialog, Failure } from './dialog-state.ts';
import {
  firstPage,
  type FlowPage,
  flowPages,
  type InstallAction,
  type InstallPage,
  type InstallState,
  type InstallWork,
  isAllConnected,
  isConnected,
  isDirty,
  isSelectedConnected,
  needsConsent,
  savedEdit,
  savedRequest,
  storedEdit,
  withSetting,
} from './install-state.ts';
import { wrongSchedule } from './flow-progress.ts';
import { failChoices, needChoices, receiveChoices, searchChoices, showMoreChoices } from './install-choices.ts';
import {
  failHistory,
  failRefresh,
  openHistory,
  receiveHistory,
  receiveNewest,
  refreshHistory,
  showMoreHistory,
} from './install-history.ts';
import { hasUnkept } from './install-tasks.ts';
import { changeSchedule } from './schedule-form.ts';
import type { StateEvent } from './state-event.ts';
import { problemOf, select } from './steps.ts';
import type { Task } from './tasks.ts';

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

/** What {@link reduceInstall} knows besides the dialog. */
export interface ReduceInstallOptions {
  /** For a new call or wait. */
  readonly id: number;
  /** BCP 47 tag of the dialog's language. */
  readonly locale: string;
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

function obey(
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

/** Shows the settings with what is wrong with them. */
function withProblems(install: InstallState, problems: readonly SettingProblem[]): InstallState {
  return { ...show(install, 'settings'), problems };
}

function pageAfter(install: InstallState, page: InstallPage): InstallPage {
  const pages = flowPages(install);
  return pages[pages.findIndex((known) => known === page) + 1] ?? 'review';
}

/** The present page, and the steps that the person has seen. */
function reach(before: readonly FlowPage[], page: InstallPage): Pick<InstallState, 'page' | 'reached'> {
  const isStep = page !== 'done' && page !== 'overview' && page !== 'history' && page !== 'deleted';
  return { page, reached: isStep && !before.includes(page) ? [...before, page] : before };
}

/** Shows a page. The server keeps the step of a person who is installing. */
function show(install: InstallState, page: InstallPage): InstallState {
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

/** Sends what was entered at once. The person may have typed less than the usual delay ago. */
function keepDraft(dialog: Dialog, install: InstallState): InstallState {
  const { turn, kept } = install.draft;
  return hasUnkept(dialog, install) ? { ...install, draft: { turn, kept, sending: turn } } : install;
}

/** Counts a change that the server does not have yet. */
function typed(install: InstallState): InstallState {
  const { draft } = install;
  return { ...install, draft: { ...draft, turn: draft.turn + 1, hasFailed: false } };
}

/** Applies the server's view after a call, or after a change that was made elsewhere. */
function receive(
  dialog: Dialog,
  install: InstallState,
  work: InstallWork,
  { view, messageDetails }: InstallationResponse,
): InstallState {
  const before = install.view;
  const details = messageDetails ?? install.details;
  const next: InstallState = {
    ...install,
    view,
    details,
    ...(work.name === 'read' ? { read: undefined } : { call: undefined }),
  };
  switch (work.name) {
    case 'save': {
      // What the person has typed since then is not saved.
      const isSaved = JSON.stringify(savedRequest(install)) === JSON.stringify(work.body);
      const edited = isSaved ? savedEdit(view, install.timeZone) : {};
      const page = before.installation ? 'overview' : 'done';
      const notice = before.installation ? 'saved' : undefined;
      const { turn } = install.draft;
      return { ...show({ ...next, ...edited }, page), notice, saves: install.saves + 1, draft: { turn, kept: turn } };
    }
    case 'agree':
      return show(next, view.installation ? 'overview' : firstPage(dialog, { ...view, draft: undefined }));
    case 'pause':
      return show(next, 'overview');
    case 'withdraw':
      return { ...show(next, view.installation ? 'overview' : firstPage(dialog, view)), notice: 'withdrawn' };
    case 'uninstall':
      return { ...restarted(dialog, next), notice: 'uninstalled' };
    case 'delete-data':
      return show(next, 'deleted');
    case 'read':
      return before.version === view.version || install.page === 'deleted'
        ? next
        : changedElsewhere(dialog, install, next);
    default:
      return next;
  }
}

/** Starts again after the installation was removed. */
function restarted(dialog: Dialog, install: InstallState): InstallState {
  const { view, timeZone } = install;
  const edited = storedEdit(view, timeZone);
  return { ...show(install, firstPage(dialog, view)), ...edited };
}

/** Applies a change that another tab, the host's back end or a person of the same account has made. */
function changedElsewhere(dialog: Dialog, before: InstallState, next: InstallState): InstallState {
  const { view, page } = next;
  const known = before.view.installation;
  const { installation } = view;
  if (known && !installation) return { ...restarted(dialog, next), notice: 'uninstalled' };
  if (needsConsent(view)) {
    const isOtherText = view.consent?.textId !== before.view.consent?.textId;
    const notice = isOtherText ? 'text_changed' : 'withdrawn';
    if (!needsConsent(before.view)) return { ...show(next, installation ? 'overview' : 'consent'), notice };
    if (isOtherText && page === 'consent') return { ...show(next, page), notice };
  }
  const isAgreed = needsConsent(before.view) && !needsConsent(view) && page === 'consent';
  const current = isAgreed ? show(next, firstPage(dialog, view)) : next;
  if (!installation) return current;
  if (!known) return { ...current, notice: 'installed' };
  const isSame = known.updatedAt === installation.updatedAt && known.paused === installation.paused;
  // Of a new run, a person who edits the installation notices nothing.
  const isEditKept = isDirty(before) || (isSame && JSON.stringify(before.view.fields) === JSON.stringify(view.fields));
  const edited = isEditKept ? {} : savedEdit(view, next.timeZone);
  return { ...current, ...edited, ...(isSame ? {} : { notice: 'changed' as const }) };
}

/** Applies the failure of a task. */
function fail(install: InstallState, task: Task, failure: Failure, id: number): InstallState {
  // The call waits for the view in vain.
  if (task.type === 'open-view' && install.call?.isWaiting)
    return failCall({ ...install, call: undefined }, failure, id);
  if (task.type !== 'install') return install;
  const { work } = task;
  const problem = problemOf(failure);
  switch (work.name) {
    case 'options':
      return failChoices(install, work.path, problem);
    case 'history':
      return {
        ...install,
        history: work.isRefresh ? failRefresh(install.history) : failHistory(install.history, problem),
      };
    case 'next-runs': {
      const key = `${work.schedule.expression} ${work.schedule.timeZone}`;
      const failed = { ...install, runs: { key, problem } };
      if (failure.code !== 'invalid_request') return failed;
      // The person may have continued before the answer. The message is beside the schedule.
      return { ...(install.page === 'review' ? show(failed, 'schedule') : failed), scheduleProblem: 'refused' };
    }
    case 'keep-draft':
    case 'wait-for-draft':
      return { ...install, draft: { ...install.draft, sending: undefined, hasFailed: true } };
    case 'read':
      return { ...install, read: undefined };
    default:
      // The server does not accept a consent to a text that has changed. The new text comes with the next read.
      return work.name === 'agree' && failure.code === 'conflict'
        ? { ...install, call: undefined, notice: 'text_changed', read: id }
        : failCall({ ...install, call: undefined }, failure, id);
  }
}

/** Applies the failure of a call for which the person waits. Shows what the server refused beside its field. */
function failCall(install: InstallState, failure: Failure, id: number): InstallState {
  const problems = failure.fields.flatMap((field): SettingProblem[] => {
    const path = /^settings\.(.+)/.exec(field)?.[1];
    return path === undefined ? [] : [{ path, code: 'refused' }];
  });
  if (problems.length > 0) return withProblems(install, problems);
  if (failure.fields.some((field) => field.startsWith('schedule')))
    return { ...show(install, 'schedule'), scheduleProblem: 'refused' };
  // The dialog does not know yet why: the installation was changed or the consent was withdrawn elsewhere.
  const isOld = /^(consent_required|conflict|not_found)$/.test(failure.code);
  return { ...install, failure: problemOf(failure), focus: install.focus + 1, ...(isOld && { read: id }) };
}
