import { APPEARANCE_TOKENS, appearanceProperty, parseAppearanceValue } from '../protocol/appearance.ts';
import type { Presentation } from '../protocol/host-command.ts';

/** Gives a page the colours and sizes that its host wants. What is absent, and what is no such value, stays as it is. */
export function changeLook({ documentElement: root, head }: Document, { theme, appearance }: Presentation): void {
  if (theme !== undefined) {
    root.dataset['theme'] = theme;
    // The frame's canvas follows this one; a frame that differs from its host in it is not transparent.
    head.querySelector('meta[name=color-scheme]')?.setAttribute('content', theme === 'system' ? 'light dark' : theme);
  }
  for (const token of APPEARANCE_TOKENS) {
    const value = parseAppearanceValue(token, appearance?.[token] ?? '');
    if (value !== undefined) root.style.setProperty(appearanceProperty(token), value);
  }
}
