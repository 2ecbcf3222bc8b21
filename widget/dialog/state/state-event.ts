import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { HostCommand } from '../../protocol/host-command.ts';
import type { ExitReason } from '../../protocol/native-messages.ts';
import type { DialogPageState, NoticePageState, WaitingPageState } from '../../protocol/page-state.ts';
import type {
  ConnectionResponse,
  CreateSignInResponse,
  SessionResponse,
  SignInState,
} from '../../protocol/session-api.ts';
import type { Failure, SessionView } from './dialog-state.ts';
import type { IntegrationFilter } from './integration-filter.ts';
import type { InstallAction, InstallEvent } from './install-state.ts';
import type { Task } from './tasks.ts';

/** What a person does in a view. */
export type DialogCommand =
  | { readonly type: 'select'; readonly id: number }
  /** Types into a field. */
  | { readonly type: 'edit'; readonly field: string; readonly value: string }
  /** Sends the form. */
  | { readonly type: 'submit' }
  /** Stops waiting for a response, a session or a sign-in. The typed values stay. */
  | { readonly type: 'cancel' }
  /** Starts to replace the credentials. The stored ones are kept until the provider accepts the new ones. */
  | { readonly type: 'replace' }
  /** Stops replacing the credentials, and keeps the stored ones. */
  | { readonly type: 'keep' }
  /** Goes from the sign-in link back to the form. */
  | { readonly type: 'back' }
  | { readonly type: 'disconnect' }
  /** Adds another connection of the connector. */
  | { readonly type: 'add' }
  /** Removes the selected connection, which was added and never connected. */
  | { readonly type: 'discard' }
  /** Types a new name for the selected connection. If `name` is absent, stops renaming it. */
  | { readonly type: 'edit-name'; readonly name?: string | undefined }
  | { readonly type: 'save-name' }
  /** Follows the link of a sign-in. */
  | { readonly type: 'open-sign-in'; readonly id: number }
  /** Opens the context menu of the link. The page gets no event if the person then opens the link from that menu. */
  | { readonly type: 'expect-sign-in' }
  /** Requests a link after a failure. */
  | { readonly type: 'retry-sign-in' }
  /** Sends the last token again. */
  | { readonly type: 'retry-token' }
  /** Changes what the list of integrations shows. */
  | { readonly type: 'filter-integrations'; readonly filter: Partial<IntegrationFilter> }
  /** Shows an integration of the application. Without a `slug`, goes to the start of the application. */
  | { readonly type: 'open-integration'; readonly slug?: string }
  /** Does something in an install flow. */
  | { readonly type: 'install'; readonly action: InstallAction }
  /** Asks the host to close the dialog. */
  | { readonly type: 'leave'; readonly reason: ExitReason };

/** The page's state without the bearer. */
export type LoadedPage = Omit<DialogPageState, 'bearer'> | WaitingPageState | NoticePageState;

/** What happens in the page or its host. */
export type PageEvent =
  /** The page has loaded. */
  | {
      readonly type: 'loaded';
      readonly page: LoadedPage;
      /** The iframe has a sandbox without `allow-same-origin`, so the server would refuse every call. */
      readonly isOpaque: boolean;
    }
  /** The host sends a command. The state does not contain the theme and the appearance that it may ask for. */
  | { readonly type: 'host'; readonly command: HostCommand }
  /** The person comes back to the page. Here and in all events, `now` is in milliseconds since 1970. */
  | { readonly type: 'wake'; readonly now: number }
  /** The person cannot see the page any more. */
  | { readonly type: 'hide' };

/** The result of a task. The result of a task that the state no longer contains is ignored. */
export type TaskEvent =
  | { readonly type: 'failed'; readonly task: Task; readonly failure: Failure }
  | {
      readonly type: 'language-loaded';
      readonly locale: string;
      readonly translations: Readonly<Record<string, string>>;
    }
  /** A token was accepted. */
  | { readonly type: 'token-accepted'; readonly session: SessionView; readonly locale: string }
  /** No token arrived in time. */
  | { readonly type: 'token-timeout' }
  | { readonly type: 'credentials-saved'; readonly response: ConnectionResponse }
  | { readonly type: 'disconnected'; readonly connection: ConnectionDetails }
  | { readonly type: 'renamed'; readonly connection: ConnectionDetails }
  | { readonly type: 'added'; readonly connection: ConnectionDetails }
  | { readonly type: 'discarded' }
  | { readonly type: 'session-read'; readonly connectors: SessionResponse['connectors'] }
  /** The server has answered a poll. Without an `answer`, nothing has changed. */
  | { readonly type: 'polled'; readonly answer?: SessionResponse | undefined }
  | { readonly type: 'call-slow' }
  | { readonly type: 'sign-in-created'; readonly response: CreateSignInResponse; readonly now: number }
  /** The time to replace the link of a sign-in has come, or the link has expired. */
  | { readonly type: 'link-time-reached'; readonly now: number; readonly isHidden: boolean }
  /** It is time to check again whether the person has opened the link. */
  | { readonly type: 'sign-in-check-due'; readonly now: number }
  /** The server has reported the state of a sign-in. */
  | { readonly type: 'sign-in-reported'; readonly task: Task; readonly id: number; readonly state: SignInState };

/** Everything that can change the state. */
export type StateEvent = DialogCommand | PageEvent | TaskEvent | InstallEvent;
