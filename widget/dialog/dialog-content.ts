import type { ProblemCode } from '../locales/en.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import type { Say } from './messages.ts';

/** Why there is nothing to do. */
export interface NoticeContent {
  readonly kind: 'notice';
  readonly say: Say;
  readonly code: ProblemCode;
  /** What the log of the server knows this page by. */
  readonly requestId?: string | undefined;
  /** Precisely why, in English, as the log of the server has it. Only in development. */
  readonly reason?: string | undefined;
  /** Does again what failed, where that may help. */
  readonly retry?: () => void;
}

/** What a page shows: a connection to work on, why there is nothing to do, or that there soon will be something. */
export type DialogContent =
  | { readonly kind: 'dialog'; readonly context: DialogContext; readonly model: DialogModel }
  | NoticeContent
  | { readonly kind: 'waiting'; readonly say: Say };
