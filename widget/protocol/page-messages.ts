import type { DialogScript } from './dialog-script.ts';
import type { ErrorCode } from './error-codes.ts';
import type { PageState } from './page-state.ts';

/** Problems with a token that comes by message, while the page is open. */
const OF_A_LATER_TOKEN: readonly ErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_replayed',
  'origin_not_allowed',
  'own_credential_missing',
];

/** Problems that are pages of their own: no call of the dialog is answered with one of these. */
const NOT_IN_A_DIALOG: ReadonlySet<string> = new Set<ErrorCode | 'top_level'>([
  ...OF_A_LATER_TOKEN,
  'unauthorized',
  'token_unavailable',
  'consent_required',
  'method_not_allowed',
  'uri_too_long',
  'unsupported_media_type',
]);

const LATER_TOKEN: ReadonlySet<string> = new Set(OF_A_LATER_TOKEN);

const PROBLEM = /^problem\.(\w+)\./;

/** Sentences of pages that have no script of the dialog: the texts of the server, and the windows for signing in. */
const ELSEWHERE = /^(?:page|window)\./;

/** What a script cannot come to say, since it has not the steps for it. A test compares these with what was built. */
const NOT_SAID_BY: Readonly<Record<DialogScript, RegExp | undefined>> = {
  typed: /^(sign_in\.|problem\.flow_)/,
  'sign-in':
    /^(field\.|form\.(intro|inputs|optional|submit|continue|help|privacy|replace_(title|text|unverified_text|submit))$|checking\.(title|slow|saving)$|problem\.(payload_too_large\.|invalid_credentials\.text$))/,
  whole: undefined,
};

/** What of a page decides which sentences it can come to say. */
export type PageSubject = Pick<PageState, 'kind'> &
  Partial<Pick<PageState, 'dialect'>> & {
    readonly code?: ErrorCode | 'top_level';
    /** The whole where absent. */
    readonly script?: DialogScript;
  };

/**
 * Picks the sentences that the script of a page can come to say, so that no page carries the rest: of a notice its own
 * two, of a dialog all but those of other pages.
 *
 * A native page can be handed a token at any time and become a dialog, or refuse that token; so each of them carries
 * both, unless it stands in no frame.
 */
export function pageMessages(
  { kind, dialect, code, script = 'whole' }: PageSubject,
  messages: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const takesTokens = kind === 'waiting' || (dialect === 'native' && code !== 'top_level');
  const isNeeded = (key: string) => {
    if (kind !== 'notice' && NOT_SAID_BY[script]?.test(key)) return false;
    const problem = PROBLEM.exec(key)?.[1];
    if (kind === 'notice' && (problem === code || key === 'problem.reference')) return true;
    if (kind === 'notice' && !takesTokens) return false;
    if (problem === undefined) return !ELSEWHERE.test(key) || (takesTokens && key === 'page.loading');
    return !NOT_IN_A_DIALOG.has(problem) || (takesTokens && LATER_TOKEN.has(problem));
  };
  return Object.fromEntries(Object.entries(messages).filter(([key]) => isNeeded(key)));
}
