import { SignInClient } from './sign-in-client.ts';
import type { SignInTask } from '../state/sign-in-tasks.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import { pause } from './pause.ts';
import { signInTaskPerformer, type SignInTaskOptions } from './sign-in-tasks.ts';
import { watchSignIn } from './watch-sign-in.ts';

/** Interval between checks of a link that the person may have opened without a click in this page. */
const LOOK_EVERY_MS = 2000;

signInTaskPerformer.perform = performSignInTask;

async function performSignInTask(
  task: Task & SignInTask,
  { client: session, signal, report }: SignInTaskOptions,
): Promise<StateEvent | undefined> {
  const client = new SignInClient(session);
  switch (task.type) {
    case 'make-sign-in': {
      const { connectionId, values, locale } = task;
      const offer = await client.create(connectionId, { values, locale }, signal);
      return { type: 'sign-in-made', offer, now: Date.now() };
    }
    case 'wait-for-link-age':
      await pause(task.until - Date.now(), signal);
      return { type: 'link-aged', now: Date.now(), isHidden: document.hidden };
    case 'wait-for-look':
      await pause(LOOK_EVERY_MS, signal);
      return { type: 'look-due', now: Date.now() };
    case 'read-sign-in':
      return { type: 'sign-in-seen', task, id: task.id, state: await client.read(task.id, signal) };
    case 'cancel-sign-in':
      return { type: 'sign-in-seen', task, id: task.id, state: await client.cancel(task.id, signal) };
    case 'watch-sign-in': {
      const { id, readsFirst } = task;
      await watchSignIn({
        client,
        id,
        readsFirst,
        signal,
        onState: (state) => report({ type: 'sign-in-seen', task, id, state }),
      });
      return undefined;
    }
  }
}
