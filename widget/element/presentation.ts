import type { Appearance } from '../protocol/appearance.ts';
import type { Presentation } from '../protocol/host-command.ts';
import { isAppearance, isLocale, isTheme } from '../protocol/native-messages.ts';

/** The properties of the tag for the presentation of the dialog. The host may have set any value. */
export type PresentationSettings = { readonly [Key in keyof Presentation]?: unknown };

/** Returns the presentation without invalid values, because the frame ignores a message that contains one. */
export function presentation({ appearance, locale, theme }: PresentationSettings): Presentation {
  return {
    ...(isAppearance(appearance) && plainCopy(appearance)),
    ...(isLocale(locale) && { locale }),
    ...(isTheme(theme) && { theme }),
  };
}

/**
 * Copies an appearance as JSON, because frameworks keep values in proxies, which cannot be posted. `undefined` if it is not
 * JSON.
 */
function plainCopy(appearance: Appearance): Presentation {
  try {
    return { appearance: JSON.parse(JSON.stringify(appearance)) as Appearance };
  } catch {
    return {};
  }
}
