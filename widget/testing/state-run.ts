import '../dialog/state/additions.ts';
import { en } from '../locales/en.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { PageState } from '../protocol/page-state.ts';
import type { TokenExchangeResponse } from '../protocol/session-api.ts';
import { type Dialog, type DialogState, emptyState, type Failure } from '../dialog/state/dialog-state.ts';
import { hostEvents } from '../dialog/state/host-events.ts';
import '../dialog/state/reduce-sign-in.ts';
import { reduce } from '../dialog/state/reduce.ts';
import type { StateEvent } from '../dialog/state/state-event.ts';
import { type Task, tasksOf } from '../dialog/state/tasks.ts';
import { dialogState, type DialogStateOverrides } from './fixtures.ts';

/** Applies events to the state of a page, without effects and without a document. */
export class StateRun {
  state: DialogState;
  /** The events that the host has received so far. */
  readonly hostEvents: DialogEvent[] = [];

  constructor(page: PageState = dialogState(), { takesTokens = false, isOpaque = false } = {}) {
    this.state = emptyState({ locale: 'en', translations: en }, takesTokens);
    this.send({ type: 'loaded', page, isOpaque });
  }

  static of(overrides: DialogStateOverrides, options?: { readonly takesTokens?: boolean }): StateRun {
    return new StateRun(dialogState(overrides), options);
  }

  send(...events: StateEvent[]): this {
    for (const event of events) {
      const before = this.state;
      this.state = reduce(before, event);
      this.hostEvents.push(...hostEvents(before, event, this.state));
    }
    return this;
  }

  get dialog(): Dialog {
    if (!this.state.dialog) throw new Error('There is no dialog.');
    return this.state.dialog;
  }

  /** The tasks of the state, apart from the poll that each open dialog has. */
  get tasks(): readonly Task[] {
    return tasksOf(this.state).filter(({ type }) => type !== 'poll-session');
  }

  /** The request for changes that waits or runs. */
  get poll(): Extract<Task, { readonly type: 'poll-session' }> | undefined {
    return tasksOf(this.state).find((task) => task.type === 'poll-session');
  }

  get taskTypes(): readonly string[] {
    return this.tasks.map(({ type }) => type).filter((type) => !type.startsWith('wait-for'));
  }

  get hostEventTypes(): readonly string[] {
    return this.hostEvents.map(({ type }) => type);
  }

  task(type: Task['type']): Task {
    const task = this.tasks.find((candidate) => candidate.type === type);
    if (!task) throw new Error(`There is no task ${type}.`);
    return task;
  }

  type(field: string, value: string): this {
    return this.send({ type: 'edit', field, value });
  }

  /** Fails the task of this type. */
  fail(type: Task['type'], failure: Partial<Failure> = {}): this {
    const code = failure.code ?? 'unreachable';
    const message = code === 'unreachable' ? {} : { message: 'no' };
    return this.send({ type: 'failed', task: this.task(type), failure: { fields: [], ...message, ...failure, code } });
  }

  /** The host sends a token, and the server accepts it. */
  acceptToken({ locale, ...session }: TokenExchangeResponse): this {
    return this.sendToken('t').send({ type: 'token-accepted', session, locale });
  }

  /** The host sends a token. */
  sendToken(token: string): this {
    return this.send({ type: 'host', command: { type: 'token', token } });
  }
}
