import type { TemplateResult } from 'lit';
import type { SetupProblem } from '../protocol/page-state.ts';
import type { DialogContext } from './dialog-context.ts';
import type { ElsewhereChange } from './state/dialog-state.ts';

/** Parts of a dialog that few pages show. Unset until the chunk of rare sentences has loaded. */
export const rareParts: {
  /** Says what happened to the selected connection that this dialog did not do. */
  elsewhere?: (context: DialogContext, change: ElsewhereChange) => TemplateResult;
  /** Says what the developers of the host have to fix. */
  setup?: (context: DialogContext, problem: SetupProblem) => TemplateResult;
} = {};
