import type { Presentation } from '../protocol/host-command.ts';
import { isAppearance, isLocale, isTheme } from '../protocol/native-messages.ts';

/** The properties of the tag that say how the dialog looks, as the host has set them: anything. */
export type PresentationSettings = { readonly [Key in keyof Presentation]?: unknown };

/** How the dialog is to look, without what the frame would not read: it drops a message with a wrong value as a whole. */
export function presentation({ appearance, locale, theme }: PresentationSettings): Presentation {
  return {
    // A copy, since the proxies in which frameworks keep their state cannot be posted.
    ...(isAppearance(appearance) && { appearance: { ...appearance } }),
    ...(isLocale(locale) && { locale }),
    ...(isTheme(theme) && { theme }),
  };
}
