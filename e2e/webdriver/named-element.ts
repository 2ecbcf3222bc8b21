import { WebElement } from 'selenium-webdriver';
import { WebDriverError } from 'selenium-webdriver/lib/error.js';
import { z } from 'zod';

import type { Session } from './session.ts';
import { until } from './until.ts';
import type { UntilOptions } from './until.ts';

const elementsSchema = z.array(z.instanceof(WebElement));

/** What people tell apart, and where it may be found. */
const ROLE_SELECTORS = {
  alert: '[role=alert]',
  button: 'button, [role=button]',
  field: 'input, select, textarea',
  heading: 'h1, h2, h3, [role=heading]',
  link: 'a[href]',
} as const;

export type ElementRole = keyof typeof ROLE_SELECTORS;

/** All elements that a selector fits, in a document and in all open shadow roots of it. */
async function findInShadowTrees(context: Session, selector: string): Promise<readonly WebElement[]> {
  const found = await context.execute((fits: string) => {
    const search = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        ...(element.matches(fits) ? [element] : []),
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
    // WebKit's driver answers `unknown error` for an element that is not in the tree.
    if (error instanceof Error && error.constructor === WebDriverError) return '';
    throw error;
  }
}

/**
 * The element of a kind that is displayed and has a name in the accessibility tree, as soon as there is one.
 *
 * @param name As it is, or what fits it.
 */
export async function findByName(
  context: Session,
  kind: ElementRole,
  name: string | RegExp,
  options?: UntilOptions,
): Promise<WebElement> {
  const fits = (label: string) => (typeof name === 'string' ? label === name : name.test(label));
  return until(
    `${kind} ${String(name)}`,
    async () => {
      for (const element of await findInShadowTrees(context, ROLE_SELECTORS[kind])) {
        if (fits(await nameOf(element)) && (await element.isDisplayed())) return element;
      }
      return undefined;
    },
    options,
  );
}

/** Waits until an alert says something. Alerts have no name, only what they say. */
export async function findAlert(context: Session, text: string): Promise<WebElement> {
  return until(`an alert that says ${text}`, async () => {
    for (const element of await findInShadowTrees(context, ROLE_SELECTORS.alert)) {
      if ((await element.getText()).includes(text)) return element;
    }
    return undefined;
  });
}
