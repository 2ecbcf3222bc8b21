import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { ConnectorField } from '../../protocol/connector.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { HostProperties } from '../../protocol/host-command.ts';
import type { ApplicationView, DialogSession, WaitingPageState } from '../../protocol/page-state.ts';
import type { SignInState, TokenExchangeRequest } from '../../protocol/session-api.ts';
import type { IntegrationFilter } from './integration-filter.ts';
import type { InstallState } from './install-state.ts';
import type { Poll } from './poll.ts';
import type { ConnectorConnections, SelectedConnection } from '../../protocol/subject.ts';

/** The whole state of a page, as one immutable value. It contains no bearer. */
export interface DialogState {
  readonly view: 'initial' | 'loading' | 'notice' | 'integrations' | 'dialog';
  /** The notice, while {@link DialogState.view} is `notice`. */
  readonly notice?: Notice | undefined;
  /** The dialog. A notice can cover it. A later token then brings it back with the typed values. */
  readonly dialog?: Dialog | undefined;
  /** The application that the page shows, if it is the page of one. */
  readonly application?: ApplicationState | undefined;
  readonly language: Language;
  readonly tokens: Tokens;
  /** The host can send another token. */
  readonly takesTokens: boolean;
  /** The iframe is in a modal of the host. */
  readonly isModal: boolean;
  /** An exit event was sent in this conversation. */
  readonly hasLeft: boolean;
  /** The host has closed the dialog. No task runs until the host opens it again. */
  readonly isClosed: boolean;
  /** The tab is in the background, or the window is minimized. */
  readonly isHidden: boolean;
  /** Tasks that failed because the session had expired. */
  readonly retries: readonly Retry[];
  /** The last used id of a dialog, call, wait or exchange. */
  readonly lastId: number;
}

/** Why the page shows no dialog. */
export interface Notice {
  readonly code: ErrorCode | 'top_level' | 'unreachable';
  /** For developers, in English. */
  readonly message?: string | undefined;
  /** Identifies the refusal in the server's log. */
  readonly requestId?: string | undefined;
  /** The exact reason, in English, if the server sent it. */
  readonly reason?: string | undefined;
}

/** A failed call. */
export interface Failure extends Notice, StepProblem {
  readonly code: ErrorCode | 'unreachable';
  /** The connection after the attempt. */
  readonly connection?: ConnectionDetails | undefined;
}

/** The language of the page. */
export interface Language {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly translations: Readonly<Record<string, string>>;
  /** The language whose sentences are being loaded. */
  readonly loading?: string | undefined;
  /** The host has chosen a language, so a token no longer can. */
  readonly isChosen: boolean;
}

/** The tokens that the host sends. */
export interface Tokens {
  /** The exchange of the newest token. */
  readonly last?: ExchangeRequest | undefined;
  readonly exchange?: { readonly id: number; readonly request: ExchangeRequest } | undefined;
  /** The page or a call waits for a token. */
  readonly wait?: TokenWait | undefined;
  /** The session of an accepted token, while its language is loading. */
  readonly opening?: SessionView | undefined;
}

/** A wait for a token. */
export interface TokenWait {
  readonly id: number;
  /** What to show if no token arrives in time. */
  readonly reason: Failure;
  /**
   * The host was asked for a token. Only once per wait, because a host that sends bad tokens would be asked forever.
   */
  readonly isAsked: boolean;
  /** The page itself waits. Otherwise only calls wait. */
  readonly isForPage: boolean;
}

/** A token to exchange, and what the page of an application sends with it. */
export type ExchangeRequest = Omit<TokenExchangeRequest, 'origin'>;

/** A session without its bearer. */
export interface SessionView extends Omit<DialogSession, 'bearer'>, Partial<ApplicationView> {
  /** The host has no token, so the page only lists integrations. */
  readonly readOnly?: true;
}

/** The page of an application. */
export interface ApplicationState {
  /** Path of the page on this server, without the path of a view. */
  readonly pagePath: NonNullable<WaitingPageState['app']>['path'];
  readonly properties: HostProperties;
  /** What the page shows, once there is something. */
  readonly shown?: ApplicationView & Pick<SessionView, 'readOnly' | 'organization' | 'tenant' | 'sandbox'>;
  /** The session opens other views. In other applications, another exchange of the token does. */
  readonly isPortal?: boolean;
  /** The view that the person has asked for, while the session opens it. */
  readonly opening?: { readonly id: number; readonly path: string } | undefined;
  /** Why the last view could not be opened. */
  readonly problem?: Failure | undefined;
  /** What the person looks for in the list. Absent: everything. */
  readonly filter?: Partial<IntegrationFilter>;
  /** The next session opens a new dialog, even at the same path. */
  readonly isReloading?: boolean;
}

/** A task that found the session expired. */
export interface Retry {
  /** The key of the task. */
  readonly key: string;
  /** How many times the task has found the session expired. */
  readonly count: number;
  /** The task waits for the next session. */
  readonly isWaiting: boolean;
  /** The task has had no response in the next session yet. If that session has expired too, the dialog ends. */
  readonly isFresh: boolean;
}

/** One session's dialog. */
export interface Dialog extends Omit<
  SessionView,
  | 'signInPending'
  | 'version'
  | 'person'
  | 'setupProblem'
  | 'integration'
  | 'installation'
  | 'installationDetails'
  | 'readOnly'
  | keyof ApplicationView
> {
  readonly person?: SessionView['person'] | undefined;
  readonly setupProblem?: SessionView['setupProblem'] | undefined;
  readonly integration?: SessionView['integration'] | undefined;
  /** The session's installation, unchecked. The dialog is an install flow. */
  readonly installation?: unknown;
  readonly installationDetails?: SessionView['installationDetails'] | undefined;
  /** The install flow, once its code has loaded. */
  readonly install?: InstallState | undefined;
  readonly id: number;
  readonly selectedId: number;
  /** The typed values by connection and field. They are kept in memory until the provider accepts them. */
  readonly drafts: Readonly<Record<number, Draft>>;
  readonly step: Step;
  /** The call for which the person waits, or a silent read of the connections. */
  readonly call?: Call | undefined;
  /** The selected connection is being renamed. */
  readonly rename?: Rename | undefined;
  readonly signIn: SignInProgress;
  readonly poll: Poll;
  /** The connection that the person added last. A new object each time that it is shown. */
  readonly added?: AddedConnection | undefined;
  /** Why the last attempt to add a connection failed. */
  readonly addProblem?: StepProblem | undefined;
  /** What happened to the selected connection that this dialog did not do. Shown until the next step. */
  readonly elsewhere?: ElsewhereChange | undefined;
}

/** A change of the selected connection that was made in another tab, by the server or by the host's back end. */
export type ElsewhereChange = 'connected' | 'disconnected' | 'changed' | 'deleted';

/** A connection that the person added, and the one that was selected before. */
export interface AddedConnection {
  readonly id: number;
  readonly from: number;
}

/** The typed values of one connection, by field. */
export type Draft = Readonly<Record<string, string>>;

/** A call of the dialog. There is one at a time: a new call ends the previous one. */
export interface Call {
  readonly id: number;
  readonly type: 'save-credentials' | 'disconnect' | 'rename' | 'read-session' | 'add-connection' | 'discard';
  /** The new name. */
  readonly name?: string;
  /** The call takes longer than usual. */
  readonly isSlow?: boolean;
}

/** A new name for the selected connection. */
export interface Rename {
  readonly name: string;
  /** Why the name was not saved. */
  readonly error?: 'missing' | StepProblem | undefined;
}

/** The link to the provider's sign-in page, and how the dialog follows the sign-in. */
export interface SignInProgress {
  readonly link?: SignInLink | undefined;
  /** The server refused to create a link. There is no link until the person tries again. */
  readonly hasFailed?: boolean;
  readonly call?:
    { readonly id: number; readonly type: 'read-sign-in' | 'cancel-sign-in'; readonly signInId: number } | undefined;
  /** How many checks remain of a link that the person may have opened from a menu. */
  readonly checksLeft?: number;
  /** How many times the person came back to the page during the sign-in. */
  readonly wakeCount?: number;
}

/** A link for one sign-in. */
export interface SignInLink {
  readonly id: number;
  readonly path: string;
  /** When to create another link, some time before this one expires. In milliseconds since 1970, like `expiresAt`. */
  readonly replaceAt: number;
  readonly expiresAt: number;
  readonly isReplaceDue?: boolean;
  readonly isExpired?: boolean;
  /** Another link is needed. A hidden page waits until the person comes back. */
  readonly isStale?: boolean;
}

/** Why the last action of the person failed. */
export interface StepProblem {
  readonly code: ErrorCode | 'unreachable';
  /** The provider's message: plain text, never markup. */
  readonly providerMessage?: string | undefined;
  /** Names of the fields that the server refused. */
  readonly fields: readonly string[];
  readonly requestId?: string | undefined;
}

/** The state of a sign-in that has not ended. */
export type SignInStatus = Exclude<SignInState, { readonly status: 'succeeded' | 'failed' | 'cancelled' }>;

/** The view of the selected connection. Each new step is a new object. */
export type Step =
  | {
      readonly name: 'form';
      readonly problem?: StepProblem | undefined;
      /** Names of the required fields that were blank at the last attempt. */
      readonly missing?: readonly string[];
      /** There are working credentials, which are kept until new ones are accepted. */
      readonly replacing: boolean;
    }
  /** The link to the provider's sign-in page. */
  | { readonly name: 'sign-in'; readonly problem?: StepProblem | undefined; readonly replacing: boolean }
  /** The person has probably opened the link. */
  | { readonly name: 'signing-in'; readonly id: number; readonly flow: SignInStatus; readonly replacing: boolean }
  /** The connection does not work, and the person may not connect. */
  | { readonly name: 'forbidden' }
  | {
      readonly name: 'connected';
      readonly problem?: StepProblem | undefined;
      /** The account before the sign-in that has just changed it. */
      readonly previousAccount?: string | undefined;
    };

/** The state of a page before it has loaded anything. */
export function emptyState(
  { locale, translations }: Pick<Language, 'locale' | 'translations'>,
  takesTokens: boolean,
): DialogState {
  return {
    view: 'initial',
    language: { locale, translations, isChosen: false },
    tokens: {},
    takesTokens,
    isModal: false,
    hasLeft: false,
    isClosed: false,
    isHidden: false,
    retries: [],
    lastId: 0,
  };
}

/** Finds a connection in a list of connectors. */
export function findConnection(
  connectors: readonly ConnectorConnections[],
  id: number,
): SelectedConnection | undefined {
  for (const entry of connectors) {
    const connection = entry.connections.find((candidate) => candidate.id === id);
    if (connection) return { ...entry, connection };
  }
  return undefined;
}

/** The selected connection, with its connector and the connector's other connections. */
export function selected({ connectors, selectedId }: Dialog): SelectedConnection {
  const found = findConnection(connectors, selectedId);
  if (!found) throw new TypeError('There is no such connection.');
  return found;
}

/** The typed values of the selected connection. */
export function draftOf({ drafts, selectedId }: Dialog): Draft {
  return drafts[selectedId] ?? {};
}

/** Whether something is typed for the selected connection. */
export function hasDraft(dialog: Dialog): boolean {
  return Object.values(draftOf(dialog)).some(Boolean);
}

/** A string for each field, as the server expects it. Values are not trimmed, because a password can have spaces. */
export function valuesOf(dialog: Dialog): Draft {
  const draft = draftOf(dialog);
  const { fields } = selected(dialog).connector;
  return Object.fromEntries(fields.map(({ name }) => [name, draft[name] ?? '']));
}
/** Names of the required fields that are blank. */
export function missingFields(fields: readonly ConnectorField[], draft: Draft): readonly string[] {
  return fields.filter(({ name, required }) => required && !draft[name]?.trim()).map(({ name }) => name);
}

/** Whether the person has typed something that would be lost with this dialog. */
export function hasTyped({ drafts, rename }: Dialog): boolean {
  return rename !== undefined || Object.values(drafts).some((draft) => Object.values(draft).some(Boolean));
}

/** Whether the dialog waits for a response and accepts only the command `cancel`. */
export function isBusy({ call, step }: Dialog): boolean {
  return (call !== undefined && call.type !== 'read-session') || step.name === 'signing-in';
}

const TEMPORARY: ReadonlySet<StepProblem['code']> = /* @__PURE__ */ new Set([
  'unreachable',
  'provider_unavailable',
  'storage_unavailable',
  'rate_limited',
  'internal',
] as const);

/** Whether the same attempt may succeed later. */
export function isTemporary(code: StepProblem['code']): boolean {
  return TEMPORARY.has(code);
}
