import type { Dialog } from './dialog-state.ts';

// Replaces `reduce-sign-in.ts` and `sign-in-tasks.ts` in the script for connectors without a sign-in.

export const LOOKS_MAX = 0;

export function reduceSignIn(dialog: Dialog): Dialog {
  return dialog;
}

export function signInTasks(): readonly never[] {
  return [];
}
