import { appearanceProperty } from '../../widget/protocol/appearance.ts';

/**
 * Writes a style rule that sets an organization's design tokens. The values were checked when the configuration was
 * read.
 */
export function appearanceRule(appearance: Readonly<Record<string, string>>): string {
  const declarations = Object.entries(appearance).map(([token, value]) => `${appearanceProperty(token)}:${value}`);
  return declarations.length > 0 ? `:root{${declarations.join(';')}}` : '';
}
