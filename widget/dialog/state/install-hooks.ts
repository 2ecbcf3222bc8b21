import type { TemplateResult } from 'lit';
import type { ViewChunk } from '../../protocol/chunks.ts';
import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { DialogContext } from '../dialog-context.ts';
import type { SessionClient } from '../effects/session-client.ts';
import type { DialogState } from './dialog-state.ts';
import type { InstallTask } from './install-tasks.ts';
import type { StateEvent } from './state-event.ts';
import type { Task } from './tasks.ts';

/** What an install flow adds to its page. Unset until its code has loaded. */
export const installHooks: {
  /** Returns the state after an event, given the state that other pages would have. */
  reduce?: (before: DialogState, event: StateEvent, after: DialogState) => DialogState;
  /** The messages that the host receives before those of the dialog. */
  events?: (before: DialogState, event: StateEvent, after: DialogState) => readonly DialogEvent[];
  /** Shows the pages of the flow around the connections of a dialog. */
  wrap?: (
    content: TemplateResult,
    context: DialogContext,
    state: DialogState,
    /** Loads the chunks that the present rendering needs. */
    loader: { need(chunk: ViewChunk): void },
  ) => TemplateResult;
  /** Returns the tasks that should be running, given those that other pages would have. */
  tasks?: (state: DialogState, others: readonly Task[]) => readonly Task[];
  /** Performs the call or the wait of a task. */
  perform?: (task: InstallTask, client: SessionClient, signal: AbortSignal) => Promise<StateEvent | undefined>;
} = {};
