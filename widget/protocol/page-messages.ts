import type { ErrorCode } from './error-codes.ts';
import type { PageState } from './page-state.ts';

/** Problems that are pages of their own: no call of the dialog is answered with one of these. */
const NOT_IN_A_DIALOG: ReadonlySet<string> = new Set<ErrorCode | 'top_level'>([
  'top_level',
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_replayed',
  'token_unavailable',
  'origin_not_allowed',
  'own_credential_missing',
  'flow_browser_mismatch',
  'flow_expired',
  'consent_required',
  'method_not_allowed',
  'uri_too_long',
  'unsupported_media_type',
]);

const PROBLEM = /^problem\.(\w+)\./;

/**
 * Picks the sentences that the script of a page can come to say, so that no page carries the rest: of a notice its own
 * two, of a dialog all but those of other pages.
 */
export function pageMessages(
  page: Pick<PageState, 'kind'> & { readonly code?: string },
  messages: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isNeeded = (key: string) => {
    const code = PROBLEM.exec(key)?.[1];
    if (page.kind === 'notice') return code === page.code || key === 'problem.reference';
    return code === undefined ? !key.startsWith('page.') : !NOT_IN_A_DIALOG.has(code);
  };
  return Object.fromEntries(Object.entries(messages).filter(([key]) => isNeeded(key)));
}
