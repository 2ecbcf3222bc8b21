import { By, Key } from 'selenium-webdriver';
import type { WebDriver, WebElement } from 'selenium-webdriver';
import { NoSuchWindowError } from 'selenium-webdriver/lib/error.js';
import { z } from 'zod';

import { until } from './until.ts';

/** Separates a host from a selector inside its shadow root. */
const INTO_SHADOW = '>>>';

/** Keys that have a different name in Selenium than in Playwright, or whose Selenium code WebKit does not type. */
const OTHER_KEYS: Readonly<Record<string, string>> = { Backspace: Key.BACK_SPACE, Space: ' ' };

const sizes = z.tuple([z.number(), z.number()]);

/** One browser. Commands go to the window or iframe that the session switched to last. */
export class Session {
  /** For commands that this class does not wrap. */
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
   * Scrolls an element into view and clicks its center. The topmost element there receives the click.
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
   * The function is sent as source text, so it can use its arguments but no imports or outer variables.
   */
  async execute<const Arguments extends readonly unknown[]>(
    script: (...parameters: Arguments) => unknown,
    ...parameters: Arguments
  ): Promise<unknown> {
    return this.driver.executeScript(script, ...parameters);
  }

  /**
   * Switches to an iframe, calls `use`, and switches back. The iframe may show another site.
   *
   * Meanwhile all commands go to the iframe, so run nothing else concurrently.
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
      // The iframe was removed, so it has no parent to switch to.
      if (!(error instanceof NoSuchWindowError)) throw error;
      await this.driver.switchTo().defaultContent();
    }
  }
}

/** The WebDriver code of a key, given its name in Playwright, such as `ArrowLeft`. */
function keyCode(name: string): string {
  if (Array.from(name).length === 1) return name;
  const constant = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  const code: unknown = OTHER_KEYS[name] ?? Reflect.get(Key, constant);
  if (typeof code !== 'string') throw new TypeError(`No such key: ${name}`);
  return code;
}
