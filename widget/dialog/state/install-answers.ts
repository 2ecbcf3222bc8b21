import type { InstallationResponse } from '../../protocol/installation.ts';
import type { SettingProblem } from '../../protocol/setting-validation.ts';
import type { Dialog, Failure } from './dialog-state.ts';
import { failChoices } from './install-choices.ts';
import { failHistory, failRefresh } from './install-history.ts';
import { show, withProblems } from './install-pages.ts';
import {
  firstPage,
  type InstallState,
  type InstallWork,
  isDirty,
  needsConsent,
  savedEdit,
  savedRequest,
  storedEdit,
} from './install-state.ts';
import { problemOf } from './steps.ts';
import type { Task } from './tasks.ts';

/** Applies the server's view after a call, or after a change that was made elsewhere. */
export function receive(
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
  // A person who edits the installation does not notice a new run.
  const isEditKept = isDirty(before) || (isSame && JSON.stringify(before.view.fields) === JSON.stringify(view.fields));
  const edited = isEditKept ? {} : savedEdit(view, next.timeZone);
  return { ...current, ...edited, ...(isSame ? {} : { notice: 'changed' as const }) };
}

/** Applies the failure of a task. */
export function fail(install: InstallState, task: Task, failure: Failure, id: number): InstallState {
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
