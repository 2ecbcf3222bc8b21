import { WebElement } from 'selenium-webdriver';
import { WebDriverError } from 'selenium-webdriver/lib/error.js';
import { z } from 'zod';

import type { Session } from './session.ts';
import { until } from './until.ts';
import type { UntilOptions } from './until.ts';

const elementsSchema = z.array(z.instanceof(WebElement));

/** The roles of elements, and the selector for each. */
const ROLE_SELECTORS = {
  alert: '[role=alert]',
  button: 'button, [role=button]',
  field: 'input, select, textarea',
  heading: 'h1, h2, h3, [role=heading]',
  link: 'a[href]',
} as const;

export type ElementRole = keyof typeof ROLE_SELECTORS;

/** All elements that match a selector, in a document and in its open shadow roots. */
async function findInShadowTrees(context: Session, selector: string): Promise<readonly WebElement[]> {
  const found = await context.execute((wanted: string) => {
    const search = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        ...(element.matches(wanted) ? [element] : []),
        ...(element.shadowRoot ? search(element.shadowRoot) : []),
      ]);
    return search(document);
  }, selector);
  return elementsSchema.parse(found);
}

/** The name of an element in the accessibility tree, empty if it is not in the tree. */
async function nameOf(element: WebElement): Promise<string> {
  try {
    return await element.getAccessibleName();
  } catch (error) {
    // WebKit's driver reports `unknown error` for an element that is not in the tree.
    if (error instanceof Error && error.constructor === WebDriverError) return '';
    throw error;
  }
}

/**
 * Waits for a visible element with this role and this accessible name.
 *
 * @param name The exact name, or a pattern.
 */
export async function findByName(
  context: Session,
  kind: ElementRole,
  name: string | RegExp,
  options?: UntilOptions,
): Promise<WebElement> {
  const matches = (label: string) => (typeof name === 'string' ? label === name : name.test(label));
  return until(
    `${kind} ${String(name)}`,
    async () => {
      for (const element of await findInShadowTrees(context, ROLE_SELECTORS[kind])) {
        if (matches(await nameOf(element)) && (await element.isDisplayed())) return element;
      }
      return undefined;
    },
    options,
  );
}

/** Waits for an alert that contains a text. Alerts have no accessible name. */
export async function findAlert(context: Session, text: string): Promise<WebElement> {
  return until(`an alert that says ${text}`, async () => {
    for (const element of await findInShadowTrees(context, ROLE_SELECTORS.alert)) {
      if ((await element.getText()).includes(text)) return element;
    }
    return undefined;
  });
}
