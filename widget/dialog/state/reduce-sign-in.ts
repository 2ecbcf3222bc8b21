import type { SignInState } from '../../protocol/session-api.ts';
import { type Dialog, type Failure, isTemporary, selected, type SignInLink, type StepProblem } from './dialog-state.ts';
import { CHECKS_MAX, signInReducer } from './sign-in-reducer.ts';
import type { StateEvent } from './state-event.ts';
import { accept, isReplacing, problemOf, show, store } from './steps.ts';

/** After this part of a link's lifetime, the dialog creates another link, so that a person who then clicks has enough time. */
const REPLACE_AFTER_PART = 0.8;

signInReducer.reduce = reduceSignIn;

/** Applies an event to a sign-in. */
function reduceSignIn(dialog: Dialog, event: StateEvent, id: number): Dialog {
  const { signIn, step } = dialog;
  const { link } = signIn;
  switch (event.type) {
    case 'open-sign-in':
      return link?.id === event.id ? seen(dialog, event.id, { status: 'created' }) : dialog;
    case 'expect-sign-in':
      return { ...dialog, signIn: { ...signIn, checksLeft: CHECKS_MAX } };
    case 'retry-sign-in':
      return signIn.hasFailed ? begin(dialog) : dialog;
    case 'cancel':
      if (step.name !== 'signing-in' || step.flow.status === 'exchanging') return dialog;
      return {
        ...begin(dialog),
        signIn: { call: { id, type: 'cancel-sign-in', signInId: step.id } },
      };
    case 'wake':
      if (step.name === 'signing-in')
        return { ...dialog, signIn: { ...signIn, wakeCount: (signIn.wakeCount ?? 0) + 1 } };
      return check(dialog, event.now, id);
    case 'sign-in-check-due':
      return check({ ...dialog, signIn: { ...signIn, checksLeft: (signIn.checksLeft ?? 0) - 1 } }, event.now, id);
    case 'sign-in-created': {
      const { now, response } = event;
      const lifetimeMs = response.expiresInSeconds * 1000;
      const created: SignInLink = {
        id: response.id,
        path: response.startPath,
        replaceAt: now + lifetimeMs * REPLACE_AFTER_PART,
        expiresAt: now + lifetimeMs,
      };
      return { ...dialog, signIn: { ...signIn, link: created } };
    }
    case 'link-time-reached':
      return link ? { ...dialog, signIn: { ...signIn, link: updateLink(link, event) } } : dialog;
    case 'sign-in-reported': {
      const next = { ...dialog, signIn: { ...signIn, call: undefined } };
      const isUnopened = event.task.type === 'read-sign-in' && event.state.status === 'created';
      return isUnopened ? next : seen(next, event.id, event.state);
    }
    case 'failed':
      return failed(dialog, event.task.type, event.failure);
    default:
      return dialog;
  }
}

function failed(dialog: Dialog, type: string, failure: Failure): Dialog {
  const { signIn, step } = dialog;
  const next = store({ ...dialog, signIn: { ...signIn, call: undefined } }, failure.connection);
  switch (type) {
    case 'create-sign-in': {
      // The typed values may be the reason.
      const isInput = selected(dialog).connector.fields.length > 0 && !isTemporary(failure.code);
      const name = isInput ? 'form' : 'sign-in';
      return show(
        { ...next, signIn: { ...next.signIn, hasFailed: true } },
        { name, problem: problemOf(failure), replacing: isReplacing(step) },
      );
    }
    case 'watch-sign-in':
      return begin(next, problemOf(failure));
    case 'cancel-sign-in':
      return begin(next);
    case 'read-sign-in': {
      // Newer sign-ins have replaced this one. Other failures are ignored, because the person did not start the check.
      const { link } = signIn;
      const isGone = failure.code !== 'unreachable' && link;
      return isGone ? { ...next, signIn: { ...next.signIn, link: { ...link, isStale: true } } } : next;
    }
    default:
      return dialog;
  }
}

/** Checks the sign-in of the link, which a person can open in ways that fire no event. */
function check(dialog: Dialog, now: number, id: number): Dialog {
  const { signIn, step } = dialog;
  if (step.name !== 'sign-in' || !signIn.link) return dialog;
  const link = updateLink(signIn.link, { now, isHidden: false });
  const call = link.isStale ? undefined : ({ id, type: 'read-sign-in', signInId: link.id } as const);
  return { ...dialog, signIn: { ...signIn, link, call } };
}

function updateLink(
  link: SignInLink,
  { now, isHidden }: { readonly now: number; readonly isHidden: boolean },
): SignInLink {
  const isReplaceDue = now >= link.replaceAt;
  const isExpired = now >= link.expiresAt;
  return { ...link, isReplaceDue, isExpired, isStale: link.isStale || (isReplaceDue && !isHidden) };
}

function seen(dialog: Dialog, id: number, state: SignInState): Dialog {
  const { step } = dialog;
  switch (state.status) {
    case 'succeeded':
      return accept(dialog, state);
    case 'failed':
      return begin(store(dialog, state.connection), { ...state.problem, fields: [] });
    case 'cancelled':
      return begin(dialog);
    case 'created':
    case 'confirming':
    case 'started':
    case 'exchanging':
      if (step.name === 'signing-in' && step.flow.status === state.status) return dialog;
      return show(
        { ...dialog, signIn: { ...dialog.signIn, call: undefined } },
        {
          name: 'signing-in',
          id,
          flow: state,
          replacing: isReplacing(step),
        },
      );
  }
}

/** Shows the first step of a sign-in, with another link. */
function begin(dialog: Dialog, problem?: StepProblem): Dialog {
  return { ...dialog, step: { name: 'sign-in', problem, replacing: isReplacing(dialog.step) }, signIn: {} };
}
