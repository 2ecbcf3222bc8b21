import type { DialogContext } from '../dialog-context.ts';
import type { Dialog, DialogState } from '../state/dialog-state.ts';
import type { InstallAction, InstallState } from '../state/install-state.ts';
import type { DialogCommand } from '../state/state-event.ts';

/** What a page of an install flow shows, and where it sends what a person does. */
export interface PageView {
  readonly context: DialogContext;
  readonly state: DialogState;
  readonly dialog: Dialog;
  readonly install: InstallState;
  readonly act: (action: InstallAction) => void;
  readonly send: (command: DialogCommand) => void;
}
