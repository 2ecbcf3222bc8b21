import { SignInClient } from './sign-in-client.ts';
import type { SignInTask } from '../state/sign-in-tasks.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import { pause } from './pause.ts';
import { signInTaskPerformer, type SignInTaskOptions } from './sign-in-task-performer.ts';
import { watchSignIn } from './watch-sign-in.ts';

/** Interval between the checks of a link that the person may have opened from a menu, which fires no event. */
const CHECK_INTERVAL_MS = 2000;

signInTaskPerformer.perform = performSignInTask;

async function performSignInTask(
  task: Task & SignInTask,
  { client: session, signal, report }: SignInTaskOptions,
): Promise<StateEvent | undefined> {
  const client = new SignInClient(session);
  switch (task.type) {
    case 'create-sign-in': {
      const { connectionId, values, locale } = task;
      const response = await client.create(connectionId, { values, locale }, signal);
      return { type: 'sign-in-created', response, now: Date.now() };
    }
    case 'wait-for-link-time':
      await pause(task.until - Date.now(), signal);
      return { type: 'link-time-reached', now: Date.now(), isHidden: document.hidden };
    case 'wait-for-sign-in-check':
      await pause(CHECK_INTERVAL_MS, signal);
      return { type: 'sign-in-check-due', now: Date.now() };
    case 'read-sign-in':
      return { type: 'sign-in-reported', task, id: task.id, state: await client.read(task.id, signal) };
    case 'cancel-sign-in':
      return { type: 'sign-in-reported', task, id: task.id, state: await client.cancel(task.id, signal) };
    case 'watch-sign-in': {
      const { id, readsFirst } = task;
      await watchSignIn({
        client,
        id,
        readsFirst,
        signal,
        onState: (state) => report({ type: 'sign-in-reported', task, id, state }),
      });
      return undefined;
    }
  }
}
