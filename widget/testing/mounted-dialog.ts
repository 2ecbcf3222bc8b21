import { DialogPage } from '../dialog/dialog-page.ts';
import { EmbedDialog } from '../dialog/embed-dialog.ts';
import { type Dialog, isBusy } from '../dialog/state/dialog-state.ts';
import type { DialogCommand } from '../dialog/state/state-event.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { PageState } from '../protocol/page-state.ts';
import { ok } from './assert.ts';
import { dialogState } from './fixtures.ts';

/** What a {@link MountedDialog} begins with, as far as it differs from what all others begin with. */
export interface MountedDialogOptions {
  readonly state?: PageState;
  readonly hostSpeaks?: boolean;
  readonly opaqueOrigin?: boolean;
  readonly timeoutMs?: number;
}

/** A dialog in the page of the tests, with the means to look at it as a person would. */
export class MountedDialog {
  readonly element = new EmbedDialog();
  readonly page: DialogPage;
  /** What the host heard so far. */
  readonly emittedEvents: DialogEvent[] = [];

  constructor({
    state = dialogState(),
    hostSpeaks = false,
    opaqueOrigin = false,
    timeoutMs,
  }: MountedDialogOptions = {}) {
    this.page = new DialogPage(state, {
      document,
      hostSpeaks,
      opaqueOrigin,
      tokenTimeoutMs: timeoutMs,
      tell: (event) => this.emittedEvents.push(event),
    });
    this.element.store = this.page.store;
    document.body.append(this.element);
  }

  /** The dialog that is shown, or that a notice covers. */
  get dialog(): Dialog {
    const { dialog } = this.page.store.state;
    ok(dialog !== undefined, 'There is no dialog.');
    return dialog;
  }

  /** Sends a command, as a view does. */
  send(command: DialogCommand): void {
    this.page.store.dispatch(command);
  }

  /** Ends what the dialog has started, and takes it out of the page. */
  remove(): void {
    this.page.store.dispatch({ type: 'host', command: { type: 'close' } });
    this.element.remove();
  }

  /** Waits until everything that is about to change has been rendered. */
  async settle(): Promise<void> {
    await this.element.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
    await this.element.updateComplete;
  }

  /** Waits until the call that runs has ended, and its result is shown. */
  async waitForResponse(): Promise<void> {
    await this.until(() => {
      const { dialog } = this.page.store.state;
      return !dialog || !isBusy(dialog);
    });
  }

  /** Waits until the dialog is as wanted, and shown. */
  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) {
      await new Promise<void>((resolve) => {
        const stop = this.page.store.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
    await this.settle();
  }

  /** All text that is shown. */
  get text(): string {
    return visibleText(this.element).replace(/\s+/g, ' ').trim();
  }

  /** The first element that matches, in whatever part of the dialog it is. */
  find(selector: string): HTMLElement {
    const [found] = this.findAll(selector);
    if (!found) throw new Error(`The dialog shows no ${selector}.`);
    return found;
  }

  findAll(selector: string): HTMLElement[] {
    return shadowRoots(this.element).flatMap((root) => [...root.querySelectorAll<HTMLElement>(selector)]);
  }

  /** The first box that a person can type into, or the one that matches. */
  input(selector = 'input'): HTMLInputElement {
    const found = this.find(selector);
    ok(found instanceof HTMLInputElement);
    return found;
  }

  /** The choice among several connections. */
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

  link(name: string): HTMLAnchorElement {
    const found = this.findAll('a').find(({ textContent }) => textContent.replace(/\s+/g, ' ').trim() === name);
    ok(found instanceof HTMLAnchorElement, `The dialog shows no link ${name}.`);
    return found;
  }

  /** Types into a field of the connector. */
  type(field: string, value: string): void {
    this.fill(`#field-${field}`, value);
  }

  /** Puts a text into a box in place of what is there. */
  fill(selector: string, value: string): void {
    const input = this.input(selector);
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }

  /** The element that has the focus, through all shadow roots. */
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
