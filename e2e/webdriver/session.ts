import { By, Key } from 'selenium-webdriver';
import type { WebDriver, WebElement } from 'selenium-webdriver';
import { NoSuchWindowError } from 'selenium-webdriver/lib/error.js';
import { z } from 'zod';

import { until } from './until.ts';

/** Goes from an element into its shadow root, within a selector. */
const INTO_SHADOW = '>>>';

/** Keys that Selenium lists under another name than Playwright does, or with a code that WebKit does not type. */
const OTHER_KEYS: Readonly<Record<string, string>> = { Backspace: Key.BACK_SPACE, Space: ' ' };

const sizes = z.tuple([z.number(), z.number()]);

/** One browser. Its commands go to the document of the window or frame that was switched to last. */
export class Session {
  /** For every command that needs nothing of ours. */
  readonly driver: WebDriver;

  constructor(driver: WebDriver) {
    this.driver = driver;
  }

  /** Resolves once the page and its frames have loaded. */
  async navigate(address: string | URL): Promise<void> {
    await this.driver.get(String(address));
  }

  async back(): Promise<void> {
    await this.driver.navigate().back();
  }

  async forward(): Promise<void> {
    await this.driver.navigate().forward();
  }

  /**
   * Waits for the first element that matches.
   *
   * `host >>> inner` looks for `inner` in the shadow root of the first `host`, which may be closed.
   */
  async find(selector: string): Promise<WebElement> {
    const [first = '', ...inner] = selector.split(INTO_SHADOW).map((part) => part.trim());
    return until(`an element ${selector}`, async () => {
      let found: WebElement = await this.driver.findElement(By.css(first));
      for (const part of inner) found = await (await found.getShadowRoot()).findElement(By.css(part));
      return found;
    });
  }

  /**
   * Scrolls an element into view and clicks at its middle. The click reaches whatever is on top there.
   *
   * Selenium's own `click()` fails for an `input` in a shadow root: WebKit's driver says that the inner part of the
   * `input` covers it.
   */
  async click(element: WebElement): Promise<void> {
    await this.driver.executeScript(
      "arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' })",
      element,
    );
    await this.driver.actions().move({ origin: element, duration: 0 }).press().release().perform();
  }

  /**
   * Runs a function in the page, and resolves to what it returns or what its promise resolves to.
   *
   * The function is sent as text, so it sees its arguments and nothing else from around it.
   */
  async execute<const Arguments extends readonly unknown[]>(
    script: (...parameters: Arguments) => unknown,
    ...parameters: Arguments
  ): Promise<unknown> {
    return this.driver.executeScript(script, ...parameters);
  }

  /**
   * Switches to a frame, does something in it, and switches back. The frame may be of another site.
   *
   * All commands go to the frame meanwhile, so nothing else may run at the same time.
   */
  async frame<T>(selector: string, use: (frame: this) => Promise<T>): Promise<T> {
    await this.driver.switchTo().frame(await this.find(selector));
    try {
      return await use(this);
    } finally {
      await this.#leaveFrame();
    }
  }

  /** Presses and releases a key, such as `a`, `Escape` or `Shift+Tab`. */
  async press(combination: string): Promise<void> {
    const keys = combination.split(/(?<=.)\+/).map(keyCode);
    const actions = this.driver.actions();
    for (const key of keys) actions.keyDown(key);
    for (const key of keys.toReversed()) actions.keyUp(key);
    await actions.perform();
  }

  /** Types a text, character by character. */
  async type(text: string): Promise<void> {
    await this.driver.actions().sendKeys(text).perform();
  }

  /** Presses a key and holds it until {@link Session.up}. */
  async down(key: string): Promise<void> {
    await this.driver.actions().keyDown(keyCode(key)).perform();
  }

  /** Releases a key. */
  async up(key: string): Promise<void> {
    await this.driver.actions().keyUp(keyCode(key)).perform();
  }

  /** Resizes the viewport, in CSS pixels, as far as the screen allows. */
  async setViewport({ width, height }: { readonly width: number; readonly height: number }): Promise<void> {
    const [across, down] = sizes.parse(await this.execute(() => [outerWidth - innerWidth, outerHeight - innerHeight]));
    await this.driver
      .manage()
      .window()
      .setRect({ width: width + across, height: height + down });
  }

  async #leaveFrame(): Promise<void> {
    try {
      await this.driver.switchTo().parentFrame();
    } catch (error) {
      // The frame was removed meanwhile, so it has no parent to switch to.
      if (!(error instanceof NoSuchWindowError)) throw error;
      await this.driver.switchTo().defaultContent();
    }
  }
}

/** The code that WebDriver has for a key of Playwright's name, such as `ArrowLeft`. */
function keyCode(name: string): string {
  if (Array.from(name).length === 1) return name;
  const constant = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  const code: unknown = OTHER_KEYS[name] ?? Reflect.get(Key, constant);
  if (typeof code !== 'string') throw new TypeError(`No such key: ${name}`);
  return code;
}
