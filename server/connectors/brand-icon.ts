import { BRANDS } from './brands.ts';

/** Background of a brand's mark, by theme: the default of `--embed-surface`, so that it looks like the dialog. */
export const MARK_BACKGROUNDS = { light: '#f5f6f8', dark: '#1f222a' } as const;

/** A brand whose mark comes with this server. */
export type Brand = keyof typeof BRANDS;

/**
 * Returns the mark of a brand as a `data:` URL for `icon` of a connector. One image is for light and dark pages.
 *
 * The image has a background of its own. A browser takes the theme of an image from the page or, as WebKit does, from
 * the operating system. In both cases the mark fits the background that is drawn with it.
 */
export function brandIcon(brand: Brand): string {
  const { light, dark, path } = BRANDS[brand];
  // Prettier would add white space, which each image would carry.
  // prettier-ignore
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -6 36 36"><style>rect{fill:${MARK_BACKGROUNDS.light}}path{fill:${light}}@media(prefers-color-scheme:dark){rect{fill:${MARK_BACKGROUNDS.dark}}path{fill:${dark}}}</style><rect x="-6" y="-6" width="36" height="36"/><path d="${path}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
