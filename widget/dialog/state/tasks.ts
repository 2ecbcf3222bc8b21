import { type Dialog, type DialogState, type Draft, type ExchangeRequest, selected, valuesOf } from './dialog-state.ts';
import { type PollTask, pollTasks } from './poll.ts';
import { installHooks } from './install-hooks.ts';
import type { InstallTask } from './install-tasks.ts';
import { signInTasks, type SignInTask } from './sign-in-tasks.ts';

/** The call or the wait of a task. */
export type TaskWork =
  | { readonly type: 'load-language'; readonly locale: string }
  | { readonly type: 'exchange-token'; readonly request: ExchangeRequest }
  | { readonly type: 'wait-for-token' }
  | { readonly type: 'save-credentials'; readonly connectionId: number; readonly values: Draft }
  | { readonly type: 'disconnect'; readonly connectionId: number }
  | { readonly type: 'rename'; readonly connectionId: number; readonly name: string }
  | { readonly type: 'read-session' }
  | { readonly type: 'add-connection'; readonly connector: string }
  | { readonly type: 'discard'; readonly connectionId: number }
  /** Waits for the time that most checks take. */
  | { readonly type: 'wait-for-slow-call' }
  | InstallTask
  /** Opens another view in the session of a portal. */
  | { readonly type: 'open-view'; readonly path: string }
  | PollTask
  | SignInTask;

/** A call or a timer. It runs for as long as the state contains it. */
export type Task = TaskWork & {
  /** Identifies the task, together with `run`. When the key changes, the old task is aborted and a new one starts. */
  readonly key: string;
  /** How many times the task has restarted in another session. */
  readonly run?: number;
};

/** The tasks that should be running in a state. */
export function tasksOf(state: DialogState): readonly Task[] {
  return wantedTasks(state).flatMap((task) => {
    const retry = state.retries.find(({ key }) => key === task.key);
    if (!retry) return [task];
    return retry.isWaiting ? [] : [{ ...task, run: retry.count }];
  });
}

/** The tasks of a state, including those that wait for the next session. */
export function wantedTasks(state: DialogState): readonly Task[] {
  const { language, tokens, dialog, view, isClosed, application } = state;
  const tasks: Task[] = [];
  const { exchange, wait, opening } = tokens;
  if (language.loading !== undefined) {
    tasks.push({ key: `language ${language.loading}`, type: 'load-language', locale: language.loading });
  }
  if (exchange && !opening)
    tasks.push({ key: `token ${exchange.id}`, type: 'exchange-token', request: exchange.request });
  if (wait && !exchange) tasks.push({ key: `wait ${wait.id}`, type: 'wait-for-token' });
  const { opening: next } = application ?? {};
  if (next) tasks.push({ key: `view ${next.id}`, type: 'open-view', path: next.path });
  if (dialog && view === 'dialog' && !isClosed)
    tasks.push(...callTasks(dialog), ...signInTasks(dialog, language.locale), ...pollTasks(state, dialog));
  return installHooks.tasks?.(state, tasks) ?? tasks;
}

/** The tasks that wait for the next session. */
export function waitingTasks(state: DialogState): readonly Task[] {
  return wantedTasks(state).filter(({ key }) => isWaiting(state, key));
}

/** The person does not wait for the results of these tasks. */
const BACKGROUND_TASKS: readonly Task['type'][] = ['read-session', 'read-sign-in', 'watch-sign-in'];

/** Whether the person waits for the next session. */
export function isRefreshing(state: DialogState): boolean {
  return waitingTasks(state).some(({ type }) => !BACKGROUND_TASKS.includes(type));
}

/** Whether the person's call waits for the next session. The person can then cancel it. */
export function isCallWaiting({ dialog, retries }: Pick<DialogState, 'dialog' | 'retries'>): boolean {
  return dialog?.call !== undefined && isWaiting({ retries }, callKey(dialog.call.id));
}

function isWaiting({ retries }: Pick<DialogState, 'retries'>, key: string): boolean {
  return retries.some((retry) => retry.key === key && retry.isWaiting);
}

function callKey(id: number): string {
  return `call ${id}`;
}

function callTasks(dialog: Dialog): readonly Task[] {
  const { call, selectedId: connectionId } = dialog;
  if (!call) return [];
  const { id, type, name = '' } = call;
  const key = callKey(id);
  switch (type) {
    case 'save-credentials':
      return [
        { key, type, connectionId, values: valuesOf(dialog) },
        { key: `slow ${id}`, type: 'wait-for-slow-call' },
      ];
    case 'rename':
      return [{ key, type, connectionId, name }];
    case 'disconnect':
    case 'discard':
      return [{ key, type, connectionId }];
    case 'add-connection':
      return [{ key, type, connector: selected(dialog).connector.name }];
    case 'read-session':
      return [{ key, type }];
  }
}
