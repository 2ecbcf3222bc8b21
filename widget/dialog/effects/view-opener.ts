import type { StateEvent } from '../state/state-event.ts';
import type { SessionClient } from './session-client.ts';

/** Opens the view with a path in the session of a portal. */
export type OpenView = (path: string, client: SessionClient, signal: AbortSignal) => Promise<StateEvent>;

/** Holds the function that opens views. Only the pages of portals and applications contain its code. */
export const viewOpener: { perform?: OpenView } = {};
