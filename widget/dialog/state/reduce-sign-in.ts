import type { SignInState } from '../../protocol/session-api.ts';
import { type Dialog, type Failure, isTemporary, selected, type SignInLink, type StepProblem } from './dialog-state.ts';
import { LOOKS_MAX, signInReducer } from './sign-in-reducer.ts';
import type { StateEvent } from './state-event.ts';
import { accept, isReplacing, problemOf, show, store } from './steps.ts';

/** After this part of a link's lifetime, another link is created. The rest is for people who click late. */
const FRESH_PART = 0.8;

signInReducer.reduce = reduceSignIn;

/** Applies an event to a sign-in. */
function reduceSignIn(dialog: Dialog, event: StateEvent, id: number): Dialog {
  const { signIn, step } = dialog;
  const { link } = signIn;
  switch (event.type) {
    case 'open-sign-in':
      return link?.id === event.id ? seen(dialog, event.id, { status: 'created' }) : dialog;
    case 'expect-sign-in':
      return { ...dialog, signIn: { ...signIn, looksLeft: LOOKS_MAX } };
    case 'retry-sign-in':
      return signIn.hasFailed ? begin(dialog) : dialog;
    case 'cancel':
      if (step.name !== 'signing-in' || step.flow.status === 'exchanging') return dialog;
      return {
        ...begin(dialog),
        signIn: { call: { id, type: 'cancel-sign-in', signInId: step.id } },
      };
    case 'wake':
      if (step.name === 'signing-in') return { ...dialog, signIn: { ...signIn, wakes: (signIn.wakes ?? 0) + 1 } };
      return check(dialog, event.now, id);
    case 'look-due':
      return check({ ...dialog, signIn: { ...signIn, looksLeft: (signIn.looksLeft ?? 0) - 1 } }, event.now, id);
    case 'sign-in-made': {
      const { startPath: path, expiresInSeconds } = event.offer;
      const timeMs = expiresInSeconds * 1000;
      const { now } = event;
      const made = { id: event.offer.id, path, freshUntil: now + timeMs * FRESH_PART, goodUntil: now + timeMs };
      return { ...dialog, signIn: { ...signIn, link: made } };
    }
    case 'link-aged':
      return link ? { ...dialog, signIn: { ...signIn, link: aged(link, event.now, event.isHidden) } } : dialog;
    case 'sign-in-seen': {
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
    case 'make-sign-in': {
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
  const link = aged(signIn.link, now, false);
  const call = link.isStale ? undefined : ({ id, type: 'read-sign-in', signInId: link.id } as const);
  return { ...dialog, signIn: { ...signIn, link, call } };
}

function aged(link: SignInLink, now: number, isHidden: boolean): SignInLink {
  const isOld = now >= link.freshUntil;
  return { ...link, isOld, isExpired: now >= link.goodUntil, isStale: link.isStale || (isOld && !isHidden) };
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
