import type { ConnectorView } from './connector.ts';

/**
 * Which steps the script of a page can show, so that no page carries those of another kind of connector: what a person
 * types, a sign-in in a window, or both.
 */
export const DIALOG_SCRIPTS = ['typed', 'sign-in', 'whole'] as const;

/** One of {@link DIALOG_SCRIPTS}. */
export type DialogScript = (typeof DIALOG_SCRIPTS)[number];

/** The script that a connector needs. Where it is not known which one a page will show, it needs the whole. */
export function dialogScript(connector: Pick<ConnectorView, 'signsIn' | 'fields'> | undefined): DialogScript {
  if (!connector) return 'whole';
  if (!connector.signsIn) return 'typed';
  return connector.fields.length > 0 ? 'whole' : 'sign-in';
}
