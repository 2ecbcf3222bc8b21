import type { ConnectorView } from './connector.ts';

/**
 * Which steps the script of a page can show, so that no page carries those of another kind of connector: what a person
 * types, a sign-in in a window, or both.
 */
export const DIALOG_SCRIPTS = ['credentials', 'sign-in', 'all'] as const;

/** One of {@link DIALOG_SCRIPTS}. */
export type DialogScript = (typeof DIALOG_SCRIPTS)[number];

/** The script that can show all of these connectors. An empty list means that the connectors are not known yet. */
export function dialogScriptFor(connectors: readonly Pick<ConnectorView, 'usesSignIn' | 'fields'>[]): DialogScript {
  if (connectors.length === 0) return 'all';
  if (connectors.every(({ usesSignIn }) => !usesSignIn)) return 'credentials';
  return connectors.every(({ usesSignIn, fields }) => usesSignIn && fields.length === 0) ? 'sign-in' : 'all';
}
