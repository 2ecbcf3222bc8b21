import type { PageState } from '../protocol/page-state.ts';

/**
 * What a page shows outside any frame: why it belongs into one. There anybody could lay a page of their own token before
 * somebody else, who would then sign in for them. The server sees to it where a browser says where it loads a page;
 * those that do not, this page has to turn away itself.
 */
export function atTopLevel(state: PageState): PageState {
  if (state.kind === 'notice') return state;
  const { parent, locale, translations, theme } = state;
  const none = { message: 'This page belongs inside another one.', requestId: '' };
  return { kind: 'notice', dialect: null, parent, locale, translations, theme, code: 'top_level', ...none };
}
