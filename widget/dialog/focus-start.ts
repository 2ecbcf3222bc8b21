import type { LitElement } from 'lit';

/** Focuses the element of a view that has `data-start`, so that a screen reader reads it out. */
export function focusStart(view: LitElement): void {
  view.renderRoot.querySelector<HTMLElement>('[data-start]')?.focus();
}
