import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** What axe checks: which part of the page, and which rules. */
export interface AccessibilityOptions {
  /** Selector of the widget. The page around it is not checked. */
  readonly widget?: string;
  /** Checks only contrast. */
  readonly contrastOnly?: boolean;
}

/** Fails when axe finds a violation in the widget. */
export async function expectAccessible(
  page: Page,
  { widget = '[data-widget]', contrastOnly = false }: AccessibilityOptions = {},
): Promise<void> {
  const axe = new AxeBuilder({ page }).include(widget);
  if (contrastOnly) axe.withRules('color-contrast');
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, help, nodes }) => ({ id, help, elements: nodes.map(({ html }) => html) }))).toEqual([]);
}
