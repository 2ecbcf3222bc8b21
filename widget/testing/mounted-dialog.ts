import { loadRareSentences } from '../dialog/chunks.ts';
import { DialogPage } from '../dialog/dialog-page.ts';
import { EmbedDialog } from '../dialog/embed-dialog.ts';
import { type Dialog, isBusy } from '../dialog/state/dialog-state.ts';
import type { DialogCommand } from '../dialog/state/state-event.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { PageState } from '../protocol/page-state.ts';
import { ok } from './assert.ts';
import { dialogState } from './fixtures.ts';

// Otherwise the first refusal would arrive later than the others.
await loadRareSentences();

/** Less than the timeout of a test, which does not say what a test waits for. */
const UNTIL_TIMEOUT_MS = 60_000;

/** Options of {@link MountedDialog}. */
export interface MountedDialogOptions {
  readonly state?: PageState;
  readonly hostSendsMessages?: boolean;
  readonly opaqueOrigin?: boolean;
  readonly timeoutMs?: number;
}

/** A dialog in the test page, with methods that find and use its elements as a person does. */
export class MountedDialog {
  readonly element = new EmbedDialog();
  readonly page: DialogPage;
  /** The events that the host has received so far. */
  readonly emittedEvents: DialogEvent[] = [];

  constructor({
    state = dialogState(),
    hostSendsMessages = false,
    opaqueOrigin = false,
    timeoutMs,
  }: MountedDialogOptions = {}) {
    this.page = new DialogPage(state, {
      document,
      hostSendsMessages,
      opaqueOrigin,
      tokenTimeoutMs: timeoutMs,
      sendToHost: (event) => this.emittedEvents.push(event),
    });
    this.element.store = this.page.store;
    document.body.append(this.element);
  }

  /** The state of the dialog, even if a notice covers it. */
  get dialog(): Dialog {
    const { dialog } = this.page.store.state;
    ok(dialog !== undefined, 'There is no dialog.');
    return dialog;
  }

  /** Sends a command to the store, as a view does. */
  send(command: DialogCommand): void {
    this.page.store.dispatch(command);
  }

  /** Stops the dialog's tasks, and removes it from the page. */
  remove(): void {
    this.page.store.dispatch({ type: 'host', command: { type: 'close' } });
    this.element.remove();
  }

  /** Waits until all pending changes have been rendered. */
  async settle(): Promise<void> {
    await this.page.presentationSettled;
    await this.element.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
    await this.element.updateComplete;
  }

  /** Waits until the running call has ended and its result has been rendered. */
  async waitForResponse(): Promise<void> {
    await this.until(() => {
      const { dialog } = this.page.store.state;
      return !dialog || !isBusy(dialog);
    });
  }

  /** Waits until a condition is true and the dialog has been rendered. Rejects with what the dialog shows after 20 seconds. */
  async until(wanted: () => boolean): Promise<void> {
    const end = performance.now() + UNTIL_TIMEOUT_MS;
    while (!wanted()) {
      if (performance.now() > end)
        throw new Error(`Not true after 20 seconds: ${String(wanted)}. The dialog: ${this.text}`);
      await this.settle();
    }
    await this.settle();
  }

  /** All visible text. */
  get text(): string {
    return visibleText(this.element).replace(/\s+/g, ' ').trim();
  }

  /** The first element that matches, in any shadow root of the dialog. */
  find(selector: string): HTMLElement {
    const [found] = this.findAll(selector);
    if (!found) throw new Error(`The dialog shows no ${selector}.`);
    return found;
  }

  findAll(selector: string): HTMLElement[] {
    return shadowRoots(this.element).flatMap((root) => [...root.querySelectorAll<HTMLElement>(selector)]);
  }

  /** The first input that matches. */
  input(selector = 'input'): HTMLInputElement {
    const found = this.find(selector);
    ok(found instanceof HTMLInputElement);
    return found;
  }

  /** The list that selects a connection. */
  get connectionSelect(): HTMLSelectElement {
    const found = this.find('select');
    ok(found instanceof HTMLSelectElement);
    return found;
  }

  button(name: string): HTMLButtonElement {
    const found = this.findAll('button').find(({ textContent }) => textContent.replace(/\s+/g, ' ').trim() === name);
    ok(found instanceof HTMLButtonElement, `The dialog shows no button ${name}.`);
    return found;
  }

  /** Clicks a button as a person does: it gets the focus. */
  async press(name: string): Promise<void> {
    const button = this.button(name);
    button.focus();
    button.click();
    await this.settle();
  }

  link(name: string): HTMLAnchorElement {
    const found = this.findAll('a').find(({ textContent }) => textContent.replace(/\s+/g, ' ').trim() === name);
    ok(found instanceof HTMLAnchorElement, `The dialog shows no link ${name}.`);
    return found;
  }

  /** Types into a field of the connector. */
  type(field: string, value: string): void {
    this.fill(`#field-${field}`, value);
  }

  /** Replaces the value of an input. */
  fill(selector: string, value: string): void {
    const input = this.input(selector);
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }

  /** The focused element, in any shadow root. */
  get focused(): Element | null {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  }
}

function shadowRoots(host: Element): ShadowRoot[] {
  const root = host.shadowRoot;
  return root ? [root, ...[...root.querySelectorAll('*')].flatMap(shadowRoots)] : [];
}

function visibleText(node: Node): string {
  if (node instanceof HTMLStyleElement) return '';
  if (node instanceof Text) return node.data;
  const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
  return [...inside.childNodes].map(visibleText).join('');
}
