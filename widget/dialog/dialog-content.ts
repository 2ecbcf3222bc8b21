import type { ProblemCode } from '../locales/en.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import type { Say } from './messages.ts';

/** What a page shows: a connection to work on, why there is nothing to do, or that there soon will be something. */
export type DialogContent =
  | { readonly kind: 'dialog'; readonly context: DialogContext; readonly model: DialogModel }
  | {
      readonly kind: 'notice';
      readonly say: Say;
      readonly code: ProblemCode;
      readonly requestId?: string | undefined;
      /** Does again what failed, where that may help. */
      readonly retry?: () => void;
    }
  | { readonly kind: 'waiting'; readonly say: Say };
