import type { ConnectorView } from '../protocol/connector.ts';
import type { Say } from './messages.ts';

/** What every step of one page needs to know. Never changes. */
export interface DialogContext {
  readonly say: Say;
  /** BCP 47 tag for dates. */
  readonly locale: string;
  readonly organization: string;
  readonly tenant: string;
  readonly connector: ConnectorView;
  readonly sandbox: boolean;
}
