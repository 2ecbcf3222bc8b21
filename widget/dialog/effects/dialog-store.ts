import type { DialogState } from '../state/dialog-state.ts';
import { reduce } from '../state/reduce.ts';
import type { StateEvent } from '../state/state-event.ts';

/** Called after each event. Both states are the same object if the event has changed nothing. */
export type StoreListener = (before: DialogState, event: StateEvent, after: DialogState) => void;

/** Stores the state of a page and applies events to it. */
export class DialogStore {
  readonly #listeners = new Set<StoreListener>();
  #state: DialogState;

  constructor(state: DialogState) {
    this.#state = state;
  }

  get state(): DialogState {
    return this.#state;
  }

  dispatch(event: StateEvent): void {
    const before = this.#state;
    const after = (this.#state = reduce(before, event));
    for (const listener of this.#listeners) listener(before, event, after);
  }

  /** Adds a listener. Returns a function that removes it. */
  subscribe(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
