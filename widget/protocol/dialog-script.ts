import type { ConnectorView } from './connector.ts';

/**
 * Which steps the script of a page can show, so that no page carries those of another kind of connector: what a person
 * types, a sign-in in a window, or both.
 */
export const DIALOG_SCRIPTS = ['credentials', 'sign-in', 'all'] as const;

/** One of {@link DIALOG_SCRIPTS}. */
export type DialogScript = (typeof DIALOG_SCRIPTS)[number];

/** The script that a connector needs. Where it is not known which one a page will show, it needs all of them. */
export function dialogScriptFor(connector: Pick<ConnectorView, 'usesSignIn' | 'fields'> | undefined): DialogScript {
  if (!connector) return 'all';
  if (!connector.usesSignIn) return 'credentials';
  return connector.fields.length > 0 ? 'all' : 'sign-in';
}
