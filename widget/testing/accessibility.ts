import 'axe-core/axe.min.js';
import type { AxeResults, RunOptions } from 'axe-core';
import { deepEqual, ok } from './assert.ts';
import type { MountedDialog } from './mounted-dialog.ts';

declare global {
  interface Window {
    readonly axe: { run: (context: Element, options?: RunOptions) => Promise<AxeResults> };
  }
}

/** Rules that depend on the theme. */
const CONTRAST = ['color-contrast'];

/** The violations that axe finds in an element, each with its rule and the HTML of what violates it. */
export async function violationsIn(element: Element, options: RunOptions = {}): Promise<readonly string[]> {
  const { violations } = await window.axe.run(element, options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/**
 * Checks that axe finds no violation in what a dialog shows, in the light theme and in the dark one, and that it fits in the
 * window. In the dark theme, axe checks only the rules that depend on it.
 */
export async function assertAccessible({ element }: MountedDialog): Promise<void> {
  const { dataset } = document.documentElement;
  try {
    dataset['theme'] = 'light';
    deepEqual(await violationsIn(element), []);
    dataset['theme'] = 'dark';
    deepEqual(await violationsIn(element, { runOnly: CONTRAST }), []);
  } finally {
    delete dataset['theme'];
  }
  ok(document.documentElement.scrollWidth <= innerWidth, 'wider than the frame');
}
