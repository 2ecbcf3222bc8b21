import type { DialogScript } from './dialog-script.ts';
import type { ErrorCode } from './error-codes.ts';
import type { PageState } from './page-state.ts';

/** Problems with a token that arrives by message. */
const TOKEN_ERRORS: readonly ErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_replayed',
  'origin_not_allowed',
  'own_credential_missing',
];

/** Problems that only whole pages show. No call of the dialog fails with these codes. */
const PAGE_ONLY_PROBLEMS: ReadonlySet<string> = new Set<ErrorCode | 'top_level'>([
  ...TOKEN_ERRORS,
  'unauthorized',
  'token_unavailable',
  'consent_required',
  'method_not_allowed',
  'uri_too_long',
  'unsupported_media_type',
]);

const TOKEN_ERROR_SET: ReadonlySet<string> = new Set(TOKEN_ERRORS);

/** Sentences of every notice. */
const NOTICE_KEYS: ReadonlySet<string> = new Set(['problem.reference', 'problem.developers']);

const PROBLEM_KEY = /^problem\.(\w+)\./;

/** Sentences of pages without the dialog's script: texts of the server, and sign-in windows. */
const NON_DIALOG_KEY = /^(?:page|window)\./;

/** The sentences of steps that a script does not contain. A test compares them with the built scripts. */
const UNUSED_KEYS_BY_SCRIPT: Readonly<Record<DialogScript, RegExp | undefined>> = {
  credentials: /^(sign_in\.|problem\.sign_in_|checking\.text$)|^problem\.\w+\.\w+_sign_in$/,
  'sign-in':
    /^(field\.|form\.(intro|inputs|optional|submit|continue|help|privacy|replace_(title|text|unverified_text|submit))$|checking\.(title|slow|saving)$|problem\.(payload_too_large\.|invalid_credentials\.(text$|title_provider|text_key|text_password)))/,
  all: undefined,
};

/** The parts of a page state that decide which sentences the page may need. */
export type PageTranslationOptions = Pick<PageState, 'kind'> &
  Partial<Pick<PageState, 'dialect'>> & {
    readonly code?: ErrorCode | 'top_level';
    /** Default: `all`. */
    readonly script?: DialogScript;
  };

/**
 * Picks the sentences that a page may need, to keep pages small. A notice needs its title and its text. A dialog needs
 * all sentences except those of other pages.
 *
 * A native page in an iframe can receive a token at any time, and then shows a dialog or a refusal. So it has the
 * sentences of both.
 */
export function pageTranslations(
  { kind, dialect, code, script = 'all' }: PageTranslationOptions,
  messages: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const takesTokens = kind === 'waiting' || (dialect === 'native' && code !== 'top_level');
  const isNeeded = (key: string) => {
    if (kind !== 'notice' && UNUSED_KEYS_BY_SCRIPT[script]?.test(key)) return false;
    const problem = PROBLEM_KEY.exec(key)?.[1];
    if (kind === 'notice' && (problem === code || NOTICE_KEYS.has(key))) return true;
    if (kind === 'notice' && !takesTokens) return false;
    if (problem === undefined) return !NON_DIALOG_KEY.test(key) || (takesTokens && key === 'page.loading');
    return !PAGE_ONLY_PROBLEMS.has(problem) || (takesTokens && TOKEN_ERROR_SET.has(problem));
  };
  return Object.fromEntries(Object.entries(messages).filter(([key]) => isNeeded(key)));
}
