import { DialogCommandEvent } from '../store-controller.ts';

/** Inputs in which Enter has another meaning, or none. */
const OTHER_INPUTS: ReadonlySet<string> = new Set(['search', 'checkbox', 'radio']);

/** Continues the install flow when a person presses Enter in an input, as in a form. */
export function continueOnEnter({ key, isComposing, target }: KeyboardEvent): void {
  if (key !== 'Enter' || isComposing || !(target instanceof HTMLInputElement) || OTHER_INPUTS.has(target.type)) return;
  target.dispatchEvent(new DialogCommandEvent({ type: 'install', action: { type: 'continue' } }));
}
