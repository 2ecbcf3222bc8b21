import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand } from '../protocol/host-command.ts';

/** The words of one embed system. */
export interface Dialect {
  /**
   * Puts an event of the dialog into these words: the messages to post to the parent window, in order. An empty list
   * where the dialect has no word for the event.
   */
  readonly encode: (event: DialogEvent) => readonly unknown[];

  /**
   * Reads what a host says; `undefined` if it is nothing that the dialect knows. Who says it was checked before, its
   * shape was not. Absent if the dialect has no messages of hosts: the page then listens to none.
   */
  readonly decode?: (data: unknown) => HostCommand | undefined;

  /**
   * The page says nothing before an `init` of the host. Set in a dialect whose handshake has no nonce: its hosts could not
   * tell the page's first word from the answer to their `init`.
   */
  readonly hostBegins?: boolean;
}
