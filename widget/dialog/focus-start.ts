import type { LitElement } from 'lit';

/** Moves the focus to what is new in a view, the element marked `data-start`, so that a screen reader reads it out. */
export function focusStart(view: LitElement): void {
  view.renderRoot.querySelector<HTMLElement>('[data-start]')?.focus();
}
