/** Themes of the dialog. `system` follows the reader's setting. */
export const THEMES = ['light', 'dark', 'system'] as const;

/** One of {@link THEMES}. */
export type Theme = (typeof THEMES)[number];
