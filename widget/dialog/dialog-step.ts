import type { PropertyDeclarations } from 'lit';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { DialogPart } from './dialog-part.ts';

/** Base of the parts that work on the chosen connection. */
export abstract class DialogStep extends DialogPart {
  static override properties: PropertyDeclarations = { context: { attribute: false }, model: { attribute: false } };

  declare context: DialogContext;
  declare model: DialogModel;
}
