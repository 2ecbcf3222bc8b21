/**
 * All dialects. The name of a dialect is its name in the page state, and the name of its file in this folder. The build
 * makes a module of each, and the server puts one of them into a page.
 */
export const DIALECT_NAMES = ['native', 'workato', 'pandium', 'superblocks'] as const;
