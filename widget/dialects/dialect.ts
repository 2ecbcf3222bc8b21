import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand } from '../protocol/host-command.ts';

/** Translates between the dialog's events and commands and the messages of one embed system. */
export interface Dialect {
  /**
   * Returns the messages for an event of the dialog, in the order to post them to the parent window. Empty if the
   * dialect has no message for the event.
   */
  readonly encode: (event: DialogEvent) => readonly unknown[];

  /**
   * Reads a message of the host. Returns `undefined` for a message that the dialect does not know. The caller has
   * checked the message's source and origin, but not its shape. Absent if the dialect has no host messages.
   */
  readonly decode?: (data: unknown) => HostCommand | undefined;

  /**
   * The page says nothing before an `init` of the host. Set in a dialect whose handshake has no nonce: its hosts could not
   * tell the page's first word from the answer to their `init`.
   */
  readonly hostBegins?: boolean;
}

const added = new Map<string, Dialect>();

/** Adds a dialect to the page. The module of a dialect does so: a page contains that of its own dialect only. */
export function addDialect(name: string, dialect: Dialect): void {
  added.set(name, dialect);
}

/** Returns the dialect with the name in the page state. `undefined` if the page does not contain it. */
export function findDialect(name: string): Dialect | undefined {
  return added.get(name);
}
