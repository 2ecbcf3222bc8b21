import { html, type TemplateResult } from 'lit/html.js';
import type { MessageKey } from '../locales/en.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { DialogPart } from './dialog-part.ts';

/** Base of the parts that work on the chosen connection. */
export abstract class DialogStep extends DialogPart {
  static override readonly properties: readonly string[] = ['context', 'model'];

  declare context: DialogContext;
  declare model: DialogModel;

  /** A button beside the one that stands out. */
  protected plainButton(key: MessageKey, act: () => void): TemplateResult {
    return html`<button type="button" class="plain" @click=${act}>${this.context.say(key)}</button>`;
  }
}
