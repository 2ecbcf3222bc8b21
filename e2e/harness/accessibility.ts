import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Fails when axe finds anything in what the widget shows. The page around it is not ours to judge. */
export async function expectAccessible(page: Page, widget = '[data-widget]'): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(widget).analyze();
  expect(violations.map(({ id, help, nodes }) => ({ id, help, elements: nodes.map(({ html }) => html) }))).toEqual([]);
}
