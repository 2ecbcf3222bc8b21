import { render, type TemplateResult } from 'lit/html.js';
import { RenderedEvent } from './rendered-event.ts';
import { sharedStyles } from './shared-styles.ts';

/** A kind of part. */
interface PartClass extends CustomElementConstructor {
  readonly properties: readonly string[];
  readonly prototype: DialogPart;
}

/** One for each text, whichever parts use it. */
const sheets = new Map<string, CSSStyleSheet>();

/**
 * Base of every element in the dialog: renders with `lit-html`, once for all changes of one task.
 *
 * Lit's own base class does the same and far more, and would be an eighth of what a page weighs.
 *
 * @fires embed-rendered After each update.
 */
export abstract class DialogPart extends HTMLElement {
  /** Names of the properties whose change is rendered. As fields they are declared, with no value of their own. */
  static readonly properties: readonly string[] = [];

  /** Style sheets, beside those that all parts have. */
  static readonly styles: readonly string[] = [];

  protected readonly renderRoot: ShadowRoot;
  readonly #values = new Map<string, unknown>();
  #changed = new Set<string>();
  #update: Promise<void> | undefined;

  constructor() {
    super();
    this.renderRoot = this.attachShadow({ mode: 'open' });
    this.renderRoot.adoptedStyleSheets = [sharedStyles, ...new.target.styles].map(sheetOf);
  }

  /** Makes a kind of part an element that can be used. */
  static define(name: string, part: PartClass): void {
    for (const property of part.properties) {
      Object.defineProperty(part.prototype, property, {
        get(this: DialogPart) {
          return this.#values.get(property);
        },
        set(this: DialogPart, value: unknown) {
          if (Object.is(value, this.#values.get(property))) return;
          this.#values.set(property, value);
          this.#changed.add(property);
          this.requestUpdate();
        },
      });
    }
    customElements.define(name, part);
  }

  /** Resolves when what has changed is rendered, in the parts inside as well: what is measured then will be painted. */
  get updateComplete(): Promise<void> {
    return this.#complete();
  }

  connectedCallback(): void {
    this.requestUpdate();
  }

  disconnectedCallback?(): void;

  /** Renders soon. What is not in a page is rendered when it comes there. */
  requestUpdate(): void {
    if (this.isConnected) this.#update ??= this.#perform();
  }

  /** Moves focus to what is new in this part: what is marked `data-start`, so that it is read out. */
  focusStart(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-start]')?.focus();
  }

  /** What there is to see. */
  protected abstract render(): TemplateResult;

  /** Called before each update with what has changed since the last. Properties that it sets itself are rendered with it. */
  protected willUpdate?(changed: ReadonlySet<string>): void;

  /** Called after each update. */
  protected updated?(): void;

  async #perform(): Promise<void> {
    await Promise.resolve();
    this.willUpdate?.(this.#changed);
    this.#changed = new Set();
    this.#update = undefined;
    render(this.render(), this.renderRoot, { host: this });
    this.updated?.();
    this.dispatchEvent(new RenderedEvent());
  }

  async #complete(): Promise<void> {
    while (this.#update) await this.#update;
    for (const part of this.renderRoot.querySelectorAll('*')) {
      if (part instanceof DialogPart) await part.updateComplete;
    }
  }
}

function sheetOf(text: string): CSSStyleSheet {
  let sheet = sheets.get(text);
  if (!sheet) {
    sheets.set(text, (sheet = new CSSStyleSheet()));
    sheet.replaceSync(text);
  }
  return sheet;
}
