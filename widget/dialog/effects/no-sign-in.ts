// Replaces `perform-sign-in-task.ts` in the script for connectors without a sign-in.

export function performSignInTask(): Promise<undefined> {
  return Promise.resolve(undefined);
}
