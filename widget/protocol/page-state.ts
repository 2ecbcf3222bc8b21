import type { ConnectorView } from './connector.ts';
import type { ErrorCode } from './error-codes.ts';
import type { InstallationResponse, InstallationView } from './installation.ts';
import type { Permission } from './permissions.ts';
import type { ConnectorConnections, Subject } from './subject.ts';

/** Id of the `<script type="application/json">` that carries the {@link PageState} of a page. */
export const PAGE_STATE_ID = 'embed-state';

/** Id of the `<script type="application/json">` that contains the sentences which many pages share. */
export const PAGE_SENTENCES_ID = 'embed-sentences';

/** The parent windows that may receive the page's messages. */
export interface ParentRule {
  /** Exact origins and `https://*.example.com` patterns. */
  readonly allowed: readonly string[];
  /** The organization is in sandbox mode, so every parent may receive messages. */
  readonly anyOrigin: boolean;
  /** An allowed origin that the token names. The page posts to it without a search for the parent's origin. */
  readonly targetOrigin?: string;
  /**
   * Where to post if the parent's origin cannot be found: to each exact origin of the list, or only to the first one.
   */
  readonly fallback: 'each' | 'first';
}

interface PageStateBase {
  /** The dialect of the page's messages: a key of the dialect table. `null` if the page sends no messages. */
  readonly dialect: string | null;
  readonly parent: ParentRule;
  /** BCP 47 tag of {@link translations}. */
  readonly locale: string;
  /**
   * Sentences in the reader's language by key. The script adds those of {@link PAGE_SENTENCES_ID}, and later those of the
   * chunks that it loads.
   */
  readonly translations: Readonly<Record<string, string>>;
}

/** What the developers of the host have to fix. It does not keep the person from connecting. */
export interface SetupProblem {
  readonly code: ErrorCode;
  /** In English. */
  readonly message: string;
}

/**
 * An embedded application, which shows one or several integrations of an organization. The portal of an organization is one,
 * too.
 */
export interface Application {
  /** Its id in addresses. The id of a portal is the name of its organization. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
}

/** An integration in a list. It names what a person connects, and contains no connection. */
export interface IntegrationSummary {
  /** Number in messages. */
  readonly id: number;
  /** Name in addresses and in a `Subject`. */
  readonly slug: string;
  /** Name for people. */
  readonly name: string;
  readonly description: string;
  readonly category?: string;
  /** Address of its image on this server: a path. */
  readonly icon?: string;
  /** The connectors that a person connects, in order. */
  readonly connectors: readonly Pick<ConnectorView, 'name' | 'title'>[];
  /** Absent in a list that is read without a token. */
  readonly status?: IntegrationStatus;
  /** What a person has to do: agree, connect a connection again, or look at the last run, which failed. */
  readonly attention?: 'consent_required' | 'needs_reauth' | 'failed_run';
}

/** Whether an integration is installed for the reader. */
export type IntegrationStatus = 'not_installed' | 'installed' | 'paused';

/** What the page of an application shows besides a session. */
export interface ApplicationView {
  readonly app: Application;
  /** Address of the organization's logo on this server: a path. */
  readonly logo?: string;
  /** Path below the application of what is shown: `/`, or the result of `integrationPath` or `connectorPath`. */
  readonly path: string;
  /** All integrations of the application that the reader may see, in display order. */
  readonly integrations: readonly IntegrationSummary[];
}

/** The session that a valid token opens, with what the dialog shows. */
export interface DialogSession {
  /** Bearer of the session. The page keeps it only in a closure, so it is lost when the page unloads. */
  readonly bearer: string;
  readonly organization: string;
  /** The name of the customer account that connects. */
  readonly tenant: string;
  /** Tells persons apart. A token of another person opens a new dialog, without what was typed. */
  readonly person?: string;
  /** What the person may do: each {@link Permission}, or one that a newer server knows. The server refuses the rest. */
  readonly permissions: readonly (Permission | (string & {}))[];
  readonly subject: Subject;
  /**
   * The connectors of the subject, in display order, each with at least one connection. Empty for a portal.
   */
  readonly connectors: readonly ConnectorConnections[];
  /** Version of the connections. See `SessionResponse`. */
  readonly version: string;
  /** The integration that is the subject. */
  readonly integration?: IntegrationSummary;
  /** The installation of the integration. Present if the page is an install flow. */
  readonly installation?: InstallationView;
  /** Fields that the dialect adds to its messages about the installation, before the first call on it. */
  readonly installationDetails?: InstallationResponse['messageDetails'];
  /**
   * A sign-in for the selected connection is running in a window that this page did not open. See `selectedConnection`.
   */
  readonly signInPending?: boolean;
  /** Posted to the host, and shown to developers. */
  readonly setupProblem?: SetupProblem;
  /** The organization is in sandbox mode. The dialog shows a label. */
  readonly sandbox: boolean;
}

/** The state of a page with a dialog. */
export interface DialogPageState extends PageStateBase, DialogSession, Partial<ApplicationView> {
  readonly kind: 'dialog';
}

/**
 * The state of a page that waits for a token by message. It has no data of a tenant or of one request, so browsers and
 * proxies can cache the page. The page exchanges the token for a {@link DialogSession}: see `session-api.ts`.
 */
export interface WaitingPageState extends PageStateBase {
  readonly kind: 'waiting';
  /** The application of the page. `path` is its address on this server: the path of the page may continue after it. */
  readonly app?: {
    readonly id: string;
    readonly path: string;
    /** The session of the page opens other views. In other applications, another exchange of the token does. */
    readonly isPortal?: true;
  };
}

/** The state of a page that only shows a notice: a refusal, or a page that was opened outside an iframe. */
export interface NoticePageState extends PageStateBase {
  readonly kind: 'notice';
  /** `top_level` is not an error: a person opened the address of an iframe in a tab. */
  readonly code: ErrorCode | 'top_level';
  /** The reason for developers, in English. It includes {@link NoticePageState.reason} if there is one. */
  readonly message: string;
  /**
   * The exact reason from the server's log, in English. Outside development, only if the token has a valid signature.
   */
  readonly reason?: string;
  readonly requestId: string;
}

/** The data in a page for its script. */
export type PageState = DialogPageState | WaitingPageState | NoticePageState;
