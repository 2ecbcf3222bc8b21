import { type Dialog, type Draft, valuesOf } from './dialog-state.ts';

/** A task of a sign-in. */
export type SignInTask =
  | { readonly type: 'make-sign-in'; readonly connectionId: number; readonly values: Draft; readonly locale: string }
  /** Waits for a time in milliseconds since 1970. */
  | { readonly type: 'wait-for-link-age'; readonly until: number }
  | { readonly type: 'wait-for-look' }
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
  const { id, step, selectedId, signIn } = dialog;
  const { link, call, looksLeft = 0, wakes = 0 } = signIn;
  if (step.name === 'signing-in') {
    const key = `watch ${id} ${step.id} ${wakes}`;
    return [{ key, type: 'watch-sign-in', id: step.id, readsFirst: wakes > 0 }];
  }
  if (step.name !== 'sign-in') return [];
  const tasks: (SignInTask & { readonly key: string })[] = [];
  if (call) tasks.push({ key: `call ${call.id}`, type: call.type, id: call.signInId });
  if (looksLeft > 0) tasks.push({ key: `look ${id} ${looksLeft}`, type: 'wait-for-look' });
  if (!signIn.hasFailed && (link ? link.isStale : !call)) {
    const values = valuesOf(dialog);
    tasks.push({
      key: `link ${id} ${selectedId} ${link?.id}`,
      type: 'make-sign-in',
      connectionId: selectedId,
      values,
      locale,
    });
  }
  if (link && !link.isExpired) {
    const until = link.isOld ? link.goodUntil : link.freshUntil;
    tasks.push({ key: `age ${link.id} ${until}`, type: 'wait-for-link-age', until });
  }
  return tasks;
}
