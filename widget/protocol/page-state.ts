import type { ErrorCode } from './error-codes.ts';
import type { ConnectorConnections, Subject } from './subject.ts';
import type { Theme } from './theme.ts';

/** Id of the `<script type="application/json">` that carries the {@link PageState} of a page. */
export const PAGE_STATE_ID = 'embed-state';

/** Which parent windows may hear of what happens here. */
export interface ParentRule {
  /** Exact origins and `https://*.example.com` patterns. */
  readonly allowed: readonly string[];
  /** A sandbox organization: any parent that can be found may listen. */
  readonly anyOrigin: boolean;
  /** An origin of the list that the token names; it is told without looking for the parent. */
  readonly targetOrigin?: string;
  /** What to do when no parent can be found: post once to each exact origin, or to the first one only. */
  readonly fallback: 'each' | 'first';
}

interface PageStateBase {
  /** The dialect of the page's messages: a key of the dialect table. `null`: the page sends none. */
  readonly dialect: string | null;
  readonly parent: ParentRule;
  /** BCP 47 tag of {@link translations}. */
  readonly locale: string;
  /** The sentences that this page can need, in the reader's language. See `pageTranslations`. */
  readonly translations: Readonly<Record<string, string>>;
  readonly theme: Theme;
}

/** What a good token gives: a session, and what it shows. */
export interface DialogSession {
  /** Bearer of the session. Kept in a closure only, gone with the page. */
  readonly bearer: string;
  readonly organization: string;
  /** What to call the customer account for whom this connects. */
  readonly tenant: string;
  readonly subject: Subject;
  /** The connectors of the subject, in the order to show. Today the server sends exactly one, with at least one connection. */
  readonly connectors: readonly ConnectorConnections[];
  /** A person signs in for the selected connection now, in a window that this page did not open. See `selectedConnection`. */
  readonly signInPending?: boolean;
  /** The organization is in sandbox mode, which the dialog says visibly. */
  readonly sandbox: boolean;
}

/** A page on which a person can connect something. */
export interface DialogPageState extends PageStateBase, DialogSession {
  readonly kind: 'dialog';
}

/**
 * A page without a token in its address, whose host hands one over by message. It holds nothing of a tenant. The token
 * is exchanged for a {@link DialogSession} at the page's own address: see `session-api.ts`.
 */
export interface WaitingPageState extends PageStateBase {
  readonly kind: 'waiting';
  readonly requestId: string;
}

/** A page that only says why there is nothing to do here: a refusal, or an address opened outside its frame. */
export interface NoticePageState extends PageStateBase {
  readonly kind: 'notice';
  /** `top_level` is no error: someone opened the address of a frame in a window of its own. */
  readonly code: ErrorCode | 'top_level';
  /** What is wrong, for developers, in English. It includes the {@link reason} if there is one. */
  readonly message: string;
  /**
   * The precise reason in English, as in the log of the server. Outside development, only if the token has a correct
   * signature.
   */
  readonly reason?: string;
  readonly requestId: string;
}

/** What the server tells the script of a page. */
export type PageState = DialogPageState | WaitingPageState | NoticePageState;
