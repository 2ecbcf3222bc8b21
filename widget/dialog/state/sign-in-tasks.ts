import { type Dialog, type Draft, valuesOf } from './dialog-state.ts';

/** A task of a sign-in. */
export type SignInTask =
  | { readonly type: 'create-sign-in'; readonly connectionId: number; readonly values: Draft; readonly locale: string }
  /** Waits for a time in milliseconds since 1970. */
  | { readonly type: 'wait-for-link-time'; readonly until: number }
  | { readonly type: 'wait-for-sign-in-check' }
  | { readonly type: 'read-sign-in'; readonly id: number }
  | { readonly type: 'cancel-sign-in'; readonly id: number }
  /** Watches a sign-in until it ends. */
  | {
      readonly type: 'watch-sign-in';
      readonly id: number;
      /** Whether to read the state once before opening the first stream. */
      readonly readsFirst: boolean;
    };

/** The tasks of a dialog whose connector uses a sign-in. */
export function signInTasks(dialog: Dialog, locale: string): readonly (SignInTask & { readonly key: string })[] {
  const { id, step, selectedId, signIn, installation, install } = dialog;
  const { link, call, checksLeft = 0, wakeCount = 0 } = signIn;
  if (step.name === 'signing-in') {
    const key = `watch ${id} ${step.id} ${wakeCount}`;
    return [{ key, type: 'watch-sign-in', id: step.id, readsFirst: wakeCount > 0 }];
  }
  if (step.name !== 'sign-in') return [];
  // The other pages of an install flow hide the sign-in. Before the consent, the server refuses it.
  const isShown = !installation || install?.page === 'connect';
  const tasks: (SignInTask & { readonly key: string })[] = [];
  if (call) tasks.push({ key: `call ${call.id}`, type: call.type, id: call.signInId });
  if (checksLeft > 0) tasks.push({ key: `check ${id} ${checksLeft}`, type: 'wait-for-sign-in-check' });
  if (isShown && !signIn.hasFailed && (link ? link.isStale : !call)) {
    const values = valuesOf(dialog);
    tasks.push({
      key: `link ${id} ${selectedId} ${link?.id}`,
      type: 'create-sign-in',
      connectionId: selectedId,
      values,
      locale,
    });
  }
  if (link && !link.isExpired) {
    const until = link.isReplaceDue ? link.expiresAt : link.replaceAt;
    tasks.push({ key: `link-time ${link.id} ${until}`, type: 'wait-for-link-time', until });
  }
  return tasks;
}
