import type { DialogEvent } from '../protocol/dialog-event.ts';

/**
 * Puts an event of the dialog into the words of one embed system: the messages to post to the parent window, in order.
 * An empty list where that system has no word for the event.
 */
export type DialectEncoder = (event: DialogEvent) => readonly unknown[];
