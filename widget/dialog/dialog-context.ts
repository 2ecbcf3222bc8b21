import type { ConnectorView } from '../protocol/connector.ts';
import type { DialogSession } from '../protocol/page-state.ts';
import type { Translate } from './messages.ts';

/** What every view of one dialog needs to know. */
export interface DialogContext {
  readonly translate: Translate;
  /** BCP 47 tag for dates. */
  readonly locale: string;
  readonly organization: string;
  readonly tenant: string;
  /** What the person may do. Views offer nothing else. */
  readonly permissions: DialogSession['permissions'];
  /** The connector of the selected connection. */
  readonly connector: ConnectorView;
  /** The frame is in a dialog of the host, so views offer a button to leave. */
  readonly isModal: boolean;
  /** The person added the selected connection to others and has not connected it, so views offer a button to remove it. */
  readonly canDiscard: boolean;
}
