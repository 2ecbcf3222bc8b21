import { LOCALE_TAGS } from '../../locales/locale-tags.ts';
import { findLocale } from '../../protocol/find-locale.ts';
import { selectedConnection } from '../../protocol/subject.ts';
import type { HostCommand } from '../../protocol/host-command.ts';
import { applicationPart } from './application-part.ts';
import { type Dialog, type DialogState, type Failure, findConnection, selected } from './dialog-state.ts';
import type { Notice, Retry, SessionView } from './dialog-state.ts';
import { installHooks } from './install-hooks.ts';
import { polled, restartPoll, startPoll } from './poll.ts';
import { isExpectingChange, reconcile } from './reconcile.ts';
import { reduceDialog } from './reduce-dialog.ts';
import { CHECKS_MAX, signInReducer } from './sign-in-reducer.ts';
import type { LoadedPage, StateEvent } from './state-event.ts';
import { firstStep, stop } from './steps.ts';
import { isCallWaiting, type Task, waitingTasks, wantedTasks } from './tasks.ts';
import { awaitToken, isStaleToken, startExchange, clearTokenWait } from './tokens.ts';

/** Returns the state after an event. */
export function reduce(state: DialogState, event: StateEvent): DialogState {
  const next = applicationPart.reduce(state, event, reducePage);
  return installHooks.reduce?.(state, event, next) ?? next;
}

function reducePage(state: DialogState, event: StateEvent): DialogState {
  switch (event.type) {
    case 'loaded':
      return load(state, event.page, event.isOpaque);
    case 'host':
      return applyCommand(state, event.command);
    case 'leave':
      return { ...state, hasLeft: true };
    case 'retry-token':
      return { ...startExchange(state, state.tokens.last ?? { token: null }), view: 'loading' };
    case 'token-timeout':
      return state.tokens.wait ? endWait(state, state.tokens.wait.reason) : state;
    case 'token-accepted':
      return acceptToken(state, event.session, event.locale);
    case 'language-loaded': {
      const { locale, translations } = event;
      const { isChosen } = state.language;
      return openWaiting({ ...state, language: { locale, translations, isChosen } });
    }
    case 'failed':
      return failTask(state, event.task, event.failure);
    case 'hide':
      return state.isHidden ? state : { ...state, isHidden: true };
    case 'wake': {
      const next = state.isHidden ? { ...state, isHidden: false } : state;
      return next.dialog && next.view === 'dialog' && !next.isClosed ? inDialog(next, next.dialog, event) : next;
    }
    case 'polled': {
      if (!state.dialog) return state;
      const dialog = polled(state.dialog, event.answer);
      const message = 'The connection of this page was deleted.';
      return dialog ? { ...state, dialog } : showNotice(state, { code: 'not_found', message });
    }
    default:
      return state.dialog ? inDialog(state, state.dialog, event) : state;
  }
}

/** Applies an event to the dialog. */
function inDialog(state: DialogState, dialog: Dialog, event: StateEvent): DialogState {
  const lastId = state.lastId + 1;
  const isWaiting = isCallWaiting(state);
  const before = event.type === 'sign-in-reported' ? answered(state, event.task) : state;
  const next = signInReducer.reduce(reduceDialog(dialog, event, { id: lastId, isWaiting }), event, lastId);
  // A poll that was sent before the dialog made this change has an answer from before.
  const after = next.connectors === dialog.connectors ? next : { ...next, poll: restartPoll(next.poll) };
  return after === dialog ? before : { ...before, dialog: after, lastId };
}

function load(state: DialogState, page: LoadedPage, isOpaque: boolean): DialogState {
  if (page.kind === 'notice') {
    const { code, message, requestId, reason } = page;
    if (code === 'top_level' || !state.takesTokens || !isStaleToken({ code })) return showNotice(state, page);
    const refusal: Failure = { code, message, requestId, reason, fields: [] };
    return { ...awaitToken(state, refusal, { asks: true, isForPage: true }), view: 'loading' };
  }
  if (isOpaque) {
    const message = 'The frame is sandboxed without allow-same-origin.';
    return showNotice(state, { code: 'embed_sandboxed', message });
  }
  if (page.kind === 'dialog') return open(state, page);
  const reason: Failure = { code: 'token_missing', message: 'No token came in time.', fields: [] };
  return awaitToken(state, reason, { asks: false, isForPage: true });
}

function applyCommand(state: DialogState, command: HostCommand): DialogState {
  switch (command.type) {
    case 'init': {
      const isModal = command.mode === 'modal';
      const next = chooseLanguage({ ...state, hasLeft: false, isClosed: false, isModal }, command.presentation.locale);
      return command.token === undefined ? next : startExchange(next, { token: command.token });
    }
    case 'token':
      // Only a portal has something to show without a token.
      return command.token === null ? state : startExchange(state, { token: command.token });
    case 'presentation':
      return chooseLanguage(state, command.presentation.locale);
    case 'close': {
      const dialog = state.dialog && stop(state.dialog);
      return { ...state, dialog, tokens: { last: state.tokens.last }, retries: [], isClosed: true, hasLeft: true };
    }
    default:
      return state;
  }
}

/** Starts to load the language that the host has chosen, if it is available. */
function chooseLanguage(state: DialogState, wish = ''): DialogState {
  const tag = findLocale(wish, LOCALE_TAGS);
  if (tag === undefined) return state;
  const loading = tag === state.language.locale ? undefined : tag;
  return openWaiting({ ...state, language: { ...state.language, loading, isChosen: true } });
}

function acceptToken(state: DialogState, session: SessionView, locale: string): DialogState {
  const { dialog, language } = state;
  if (dialog && isSame(dialog, session)) {
    const retries = state.retries.map((retry) => ({ ...retry, isWaiting: false }));
    const tokens = { last: state.tokens.last };
    const { connectors, version } = session;
    const poll = startPoll(isExpectingChange(dialog, connectors) ? undefined : version, dialog.poll.turn + 1);
    return {
      ...state,
      view: 'dialog',
      isClosed: false,
      dialog: reconcile({ ...dialog, poll }, connectors, { isElsewhere: true }),
      tokens,
      retries,
    };
  }
  const tag = dialog || language.isChosen ? undefined : findLocale(locale, LOCALE_TAGS);
  const loading = tag === undefined || tag === language.locale ? language.loading : tag;
  return openWaiting({
    ...state,
    language: { ...language, loading },
    tokens: { ...state.tokens, opening: session },
  });
}

/** Whether a session continues a dialog. Compares ids, because names are not unique. */
function isSame(dialog: Dialog, { organization, tenant, person, permissions, connectors }: SessionView): boolean {
  return (
    organization === dialog.organization &&
    tenant === dialog.tenant &&
    person === dialog.person &&
    permissions.join() === dialog.permissions.join() &&
    findConnection(connectors, dialog.selectedId)?.connector.name === selected(dialog).connector.name
  );
}

/** Opens the session of an accepted token, unless a language is still loading. */
function openWaiting(state: DialogState): DialogState {
  const { opening, last } = state.tokens;
  if (!opening || (state.language.loading !== undefined && !state.dialog)) return state;
  return open({ ...state, tokens: { last } }, opening);
}

/** Opens the dialog of a session. A session without a connection has a list of integrations instead. */
function open(state: DialogState, session: SessionView): DialogState {
  const { organization, tenant, person, permissions, sandbox, subject, connectors, setupProblem } = session;
  const { integration, installation, installationDetails } = session;
  const next: DialogState = { ...state, view: 'integrations', isClosed: false, retries: [], dialog: undefined };
  const selection = selectedConnection(session);
  if (!selection) return next;
  const id = state.lastId + 1;
  const dialog: Dialog = {
    id,
    ...{ organization, tenant, person, permissions, sandbox, subject, connectors, setupProblem },
    ...{ integration, installation, installationDetails },
    selectedId: selection.connection.id,
    drafts: {},
    poll: startPoll(session.version),
    step: { name: 'connected' },
    signIn: session.signInPending ? { checksLeft: CHECKS_MAX } : {},
  };
  return { ...next, view: 'dialog', dialog: { ...dialog, step: firstStep(dialog) }, lastId: id };
}

/** Shows a notice. Discards the dialog and the typed values if no token can bring it back. */
function showNotice(state: DialogState, { code, message, requestId, reason }: Notice): DialogState {
  const dialog = state.takesTokens && state.dialog ? stop(state.dialog) : undefined;
  return { ...state, view: 'notice', notice: { code, message, requestId, reason }, dialog, retries: [] };
}

function failTask(state: DialogState, task: Task, failure: Failure): DialogState {
  const { tokens, retries } = state;
  if (task.type === 'load-language') {
    return openWaiting({ ...state, language: { ...state.language, loading: undefined } });
  }
  if (task.type === 'exchange-token') {
    const next = { ...state, tokens: { ...tokens, exchange: undefined } };
    if (isStaleToken(failure) && !tokens.wait?.isAsked) {
      return awaitToken(next, failure, { asks: true, isForPage: !tokens.wait });
    }
    return tokens.wait ? endWait(next, failure) : showNotice(next, failure);
  }
  // A poll that finds the session expired says nothing: the person has not asked for anything.
  if (failure.code !== 'session_expired' || task.type === 'poll-session') {
    const next = answered(state, task);
    return next.dialog ? inDialog(next, next.dialog, { type: 'failed', task, failure }) : next;
  }
  const { key } = task;
  const retry = retries.find((known) => known.key === key);
  if (!state.takesTokens || retry?.isFresh) return showNotice(state, failure);
  const wanted = wantedTasks(state);
  const others = retries.filter((known) => known !== retry && wanted.some((other) => other.key === known.key));
  const mine = { key, count: (retry?.count ?? 0) + 1, isWaiting: true, isFresh: true };
  return awaitToken({ ...state, retries: [...others, mine] }, failure, { asks: true, isForPage: false });
}

/** Records that a task has had a response in its session, so that it may wait for another session later. */
function answered(state: DialogState, { key }: Task): DialogState {
  const isMine = (retry: Retry) => retry.key === key && retry.isFresh;
  if (!state.retries.some(isMine)) return state;
  return { ...state, retries: state.retries.map((retry) => (isMine(retry) ? { ...retry, isFresh: false } : retry)) };
}

/** Ends the wait for a token, and fails the page or the calls that waited for a session. */
function endWait(state: DialogState, failure: Failure): DialogState {
  const tasks = waitingTasks(state);
  const next = clearTokenWait(state);
  if (state.tokens.wait?.isForPage || (tasks.length > 0 && failure.code !== 'unreachable'))
    return showNotice(next, failure);
  const retries = state.retries.filter(({ isWaiting }) => !isWaiting);
  return tasks.reduce<DialogState>((current, task) => failTask(current, task, failure), { ...next, retries });
}
