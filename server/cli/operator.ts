import type { Actor } from '../store/activity-store.ts';

/** Who acts, in the activity log, when a command does something. */
export const OPERATOR: Actor = { id: 'command line' };
