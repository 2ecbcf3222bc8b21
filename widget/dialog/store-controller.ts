import type { LitElement, ReactiveController } from 'lit';
import type { DialogStore } from './effects/dialog-store.ts';
import type { DialogCommand } from './state/state-event.ts';

declare global {
  interface HTMLElementEventMap {
    'dialog-command': DialogCommandEvent;
  }
}

/** A person's action in a view. Views dispatch it on themselves. */
export class DialogCommandEvent extends Event {
  readonly command: DialogCommand;

  constructor(command: DialogCommand) {
    super('dialog-command', { bubbles: true, composed: true });
    this.command = command;
  }
}

/** Connects an element to the store: renders each new state, and forwards the commands of its views. */
export class StoreController implements ReactiveController {
  readonly #host: LitElement;
  #store: DialogStore | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
    host.addEventListener('dialog-command', ({ command }) => this.#store?.dispatch(command));
  }

  get store(): DialogStore | undefined {
    return this.#store;
  }

  /** Connects to another store. */
  set store(store: DialogStore | undefined) {
    this.#store = store;
    this.hostConnected();
  }

  hostConnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.#store?.subscribe((before, _event, after) => {
      if (before !== after) this.#host.requestUpdate();
    });
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}
