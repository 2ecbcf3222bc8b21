import type { Appearance } from '../protocol/appearance.ts';
import type { Presentation } from '../protocol/host-command.ts';
import { isAppearance, isLocale, isTheme } from '../protocol/native-messages.ts';

/** The properties of the tag that say how the dialog looks, as the host has set them: anything. */
export type PresentationSettings = { readonly [Key in keyof Presentation]?: unknown };

/** How the dialog is to look, without what the frame would not read: it drops a message with a wrong value as a whole. */
export function presentation({ appearance, locale, theme }: PresentationSettings): Presentation {
  return {
    ...(isAppearance(appearance) && plainCopy(appearance)),
    ...(isLocale(locale) && { locale }),
    ...(isTheme(theme) && { theme }),
  };
}

/** Frameworks keep their state in proxies, which cannot be posted. A copy can. A value that is no JSON has no copy. */
function plainCopy(appearance: Appearance): Presentation {
  try {
    return { appearance: JSON.parse(JSON.stringify(appearance)) as Appearance };
  } catch {
    return {};
  }
}
