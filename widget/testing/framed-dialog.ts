import { DIALECT_NAMES } from '../dialects/dialects.ts';
import type { EmbedDialog } from '../dialog/embed-dialog.ts';
import { isFrameMessage } from '../protocol/native-messages.ts';
import { PAGE_STATE_ID, type PageState } from '../protocol/page-state.ts';
import { ok } from './assert.ts';

/** Options of {@link FramedDialog}. */
export interface FramedDialogOptions {
  readonly width?: string;
  readonly height?: string;
  readonly display?: string;
  /** Additional style rules in the framed page, such as another font. */
  readonly css?: string;
  readonly name?: string;
  readonly sandbox?: string;
  /** A classic script that runs before everything else. */
  readonly firstScript?: string;
}

/** A dialog page in an iframe. The host applies each height to the iframe. */
export class FramedDialog {
  readonly frame = document.createElement('iframe');
  /** All messages that the host has received, in order. `load` stands for the iframe's `load` event. */
  readonly log: unknown[] = [];
  /** Uncaught errors in the iframe. */
  readonly errors: string[] = [];
  readonly #stop = new AbortController();
  #resolveWaiter: (() => void) | undefined;

  constructor(state: PageState, options: FramedDialogOptions = {}) {
    const { width = '400px', height = '50px', display = 'block', name, sandbox } = options;
    if (name !== undefined) this.frame.name = name;
    if (sandbox !== undefined) this.frame.setAttribute('sandbox', sandbox);
    const { signal } = this.#stop;
    window.addEventListener('message', (event) => this.#onMessage(event), { signal });
    this.frame.addEventListener('load', () => this.#record('load'), { signal });
    for (const [property, value] of Object.entries({ width, height, display, border: '0' })) {
      this.frame.style.setProperty(property, value);
    }
    this.frame.srcdoc = pageHtml(state, options);
    document.body.append(this.frame);
  }

  get window(): Window {
    const view = this.frame.contentWindow;
    ok(view !== null);
    return view;
  }

  get dialog(): EmbedDialog {
    const dialog = this.window.document.querySelector('embed-dialog');
    ok(dialog !== null);
    return dialog;
  }

  /** The messages among {@link log}. */
  get messages(): unknown[] {
    return this.log.filter((entry) => entry !== 'load');
  }

  /** Waits until the log fulfils a condition. */
  async until(wanted: (log: readonly unknown[]) => boolean): Promise<void> {
    while (!wanted(this.log)) await new Promise<void>((resolve) => (this.#resolveWaiter = resolve));
  }

  /** Waits for several animation frames, so that the layout has settled. */
  async waitForPaint(): Promise<void> {
    for (let frame = 0; frame < 8; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }

  /** Posts a message to the page, as the host does. */
  post(message: unknown): void {
    this.window.postMessage(message, location.origin);
  }

  /** Clicks a button, in any shadow root of the dialog. */
  clickButton(name: string): void {
    const button = this.find(({ localName, textContent }) => localName === 'button' && textContent.trim() === name);
    ok(button !== undefined, `The frame shows no button ${name}.`);
    button.click();
  }

  /** Types into an input, in any shadow root of the dialog. */
  fill(id: string, value: string): void {
    const input = this.find((element) => element.id === id);
    ok(input !== undefined && 'value' in input, `The frame shows no input ${id}.`);
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }

  /** The first element that fulfils a condition, in any shadow root of the dialog. */
  find(wanted: (element: HTMLElement) => boolean): HTMLElement | undefined {
    const findIn = (root: ParentNode): HTMLElement | undefined => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (wanted(element)) return element;
        const inside = element.shadowRoot && findIn(element.shadowRoot);
        if (inside) return inside;
      }
      return undefined;
    };
    return findIn(this.window.document);
  }

  remove(): void {
    this.#stop.abort();
    this.frame.remove();
  }

  #onMessage(event: MessageEvent<unknown>): void {
    if (event.source !== this.frame.contentWindow) return;
    const height = heightFromMessage(event.data);
    if (height !== undefined) this.frame.style.setProperty('height', `${height}px`);
    this.#record(event.data);
  }

  #record(entry: unknown): void {
    this.log.push(entry);
    this.#resolveWaiter?.();
    const view = this.frame.contentWindow;
    if (entry === 'load') view?.addEventListener('error', ({ message }) => this.errors.push(message));
  }
}

/** The height in a message. `undefined` for other messages. */
export function heightFromMessage(message: unknown): number | undefined {
  if (isFrameMessage(message)) return message.type === 'height-change' ? message.payload.height : undefined;
  const height: unknown = /"heightChange","payload":\{"height":(\d+)\}/.exec(String(message))?.[1];
  return height === undefined ? undefined : Number(height);
}

function pageHtml(state: PageState, { css = '', firstScript = '' }: FramedDialogOptions): string {
  return `<!doctype html>
    <html lang="en" data-theme="light">
      <head>
        <script>${firstScript}</script>
        <title>Connection</title>
        <link rel="stylesheet" href="/widget/dialog/page.css" />
        <style>${css}</style>
      </head>
      <body>
        <embed-dialog><h1>Loading</h1></embed-dialog>
        <script type="application/json" id="${PAGE_STATE_ID}">${JSON.stringify(state).replaceAll('<', '\\u003c')}</script>
        <script type="module">
          import { boot } from '/widget/dialog/boot.ts';
          import '/widget/dialog/effects/token-exchange.ts';
          ${'app' in state ? "import '/widget/dialog/application.ts';" : ''}
          ${DIALECT_NAMES.some((name) => name === state.dialect) ? `import '/widget/dialects/${state.dialect}.ts';` : ''}
          boot(window);
        </script>
      </body>
    </html>`;
}
