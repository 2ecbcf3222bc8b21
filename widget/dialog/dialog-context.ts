import type { ConnectorView } from '../protocol/connector.ts';
import type { ExitReason } from '../protocol/native-messages.ts';
import type { Say } from './messages.ts';

/** What every step of one page needs to know. Another object when something of it changes. */
export interface DialogContext {
  readonly say: Say;
  /** BCP 47 tag for dates. */
  readonly locale: string;
  readonly organization: string;
  readonly tenant: string;
  readonly connector: ConnectorView;
  readonly sandbox: boolean;
  /** Asks the host to close whatever shows the frame. Absent where there is nothing of the kind. */
  readonly leave?: ((reason: ExitReason) => void) | undefined;
}
