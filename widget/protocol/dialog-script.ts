import type { ConnectorView } from './connector.ts';

/**
 * The variants of the dialog's script. `credentials` has only the form, `sign-in` only the sign-in in a window, and
 * `all` both, so that a page does not load steps that it cannot show.
 */
export const DIALOG_SCRIPTS = ['credentials', 'sign-in', 'all'] as const;

/** One of {@link DIALOG_SCRIPTS}. */
export type DialogScript = (typeof DIALOG_SCRIPTS)[number];

/**
 * The smallest script that can show all of these connectors. Pass an empty list if the connectors are not known yet.
 */
export function dialogScriptFor(connectors: readonly Pick<ConnectorView, 'usesSignIn' | 'fields'>[]): DialogScript {
  if (connectors.length === 0) return 'all';
  if (connectors.every(({ usesSignIn }) => !usesSignIn)) return 'credentials';
  return connectors.every(({ usesSignIn, fields }) => usesSignIn && fields.length === 0) ? 'sign-in' : 'all';
}
