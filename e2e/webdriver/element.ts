import { until } from './until.ts';
import { WebDriverError } from './webdriver-error.ts';
import { asList, asText, asTextOrNull, isObject } from './wire.ts';
import type { Wire } from './wire.ts';

/** How elements are told from other objects in JSON. W3C WebDriver, "Elements". */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** The same for shadow roots. W3C WebDriver, "Shadow Roots". */
const SHADOW_ROOT = 'shadow-6066-11e4-a52e-4f735466cecf';

/** Goes from an element into its shadow root, within a selector. */
const INTO_SHADOW = '>>>';

/** Where elements can be looked for: a document, an element, or a shadow root. */
export abstract class SearchRoot {
  /** Of the session, which all references belong to. */
  protected readonly session: Wire;
  readonly #here: Wire;

  protected constructor(session: Wire, here: Wire) {
    this.session = session;
    this.#here = here;
  }

  /**
   * The first element that matches, as soon as there is one.
   *
   * `host >>> inner` looks for `inner` in the shadow root of the first `host`, which may be closed. W3C WebDriver,
   * "Find Element", "Get Element Shadow Root" and "Find Element From Shadow Root".
   */
  async find(selector: string): Promise<WebElement> {
    const [first = '', ...inner] = selector.split(INTO_SHADOW).map((part) => part.trim());
    return until(`an element ${selector}`, async () => {
      let found = await this.#findNow(first);
      for (const part of inner) found = await (await found.shadowRoot()).#findNow(part);
      return found;
    });
  }

  /** All elements that match now. W3C WebDriver, "Find Elements". */
  async findAll(selector: string): Promise<readonly WebElement[]> {
    const found = await this.#here.post('/elements', { using: 'css selector', value: selector });
    return asList(found).map((reference) => asElement(decode(this.session, reference)));
  }

  async #findNow(selector: string): Promise<WebElement> {
    const reference = await this.#here.post('/element', { using: 'css selector', value: selector });
    return asElement(decode(this.session, reference));
  }
}

/** An element of a page. Any use of one that left its document fails with `stale element reference`. */
export class WebElement extends SearchRoot {
  readonly #id: string;
  readonly #wire: Wire;

  constructor(session: Wire, id: string) {
    const wire = session.below(`/element/${id}`);
    super(session, wire);
    this.#id = id;
    this.#wire = wire;
  }

  /** What stands for it in JSON. */
  toJSON(): Readonly<Record<string, string>> {
    return { [ELEMENT]: this.#id };
  }

  /**
   * Brings it into view, and clicks at its middle: whatever lies on top there is what is clicked. W3C WebDriver,
   * "Pointer actions".
   *
   * Not by "Element Click": for an `input` in a shadow root, WebKit's driver takes what is inside of it for something
   * that covers it.
   */
  async click(): Promise<void> {
    await this.session.post('/execute/sync', {
      script: "arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' })",
      args: [this],
    });
    const actions = [
      { type: 'pointerMove', duration: 0, x: 0, y: 0, origin: this },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.session.post('/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  /** Its text as it is rendered. W3C WebDriver, "Get Element Text". */
  async text(): Promise<string> {
    return asText(await this.#wire.get('/text'));
  }

  /** W3C WebDriver, "Get Element Attribute": boolean attributes are `"true"` or `null`. */
  async attribute(name: string): Promise<string | null> {
    return asTextOrNull(await this.#wire.get(`/attribute/${encodeURIComponent(name)}`));
  }

  /** W3C WebDriver, "Get Element Property". */
  async property(name: string): Promise<unknown> {
    return decode(this.session, await this.#wire.get(`/property/${encodeURIComponent(name)}`));
  }

  /** Its name in the accessibility tree, empty if it is not there. W3C WebDriver, "Get Computed Label". */
  async label(): Promise<string> {
    try {
      return asText(await this.#wire.get('/computedlabel'));
    } catch (error) {
      // So WebKit's driver says that there is no such node in the tree.
      if (error instanceof WebDriverError && error.code === 'unknown error') return '';
      throw error;
    }
  }

  /** Whether a person can see it. W3C WebDriver, "Element Displayedness". */
  async isDisplayed(): Promise<boolean> {
    return (await this.#wire.get('/displayed')) === true;
  }

  /** Fails with `no such shadow root` where it has none. W3C WebDriver, "Get Element Shadow Root". */
  async shadowRoot(): Promise<ShadowRootReference> {
    const found = decode(this.session, await this.#wire.get('/shadow'));
    if (!(found instanceof ShadowRootReference)) throw new TypeError('The driver sent no shadow root.');
    return found;
  }
}

/** The shadow root of an element, open or closed. */
export class ShadowRootReference extends SearchRoot {
  constructor(session: Wire, id: string) {
    super(session, session.below(`/shadow/${id}`));
  }
}

/** A value as a page has it, with references where it has elements. W3C WebDriver, "JSON deserialization". */
export function decode(session: Wire, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(session, item));
  if (!isObject(value)) return value;
  const { [ELEMENT]: element, [SHADOW_ROOT]: shadowRoot } = value;
  if (typeof element === 'string') return new WebElement(session, element);
  if (typeof shadowRoot === 'string') return new ShadowRootReference(session, shadowRoot);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(session, item)]));
}

/** A value that has to be an element. Throws a `TypeError` if it is not. */
export function asElement(value: unknown): WebElement {
  if (!(value instanceof WebElement)) throw new TypeError(`Not an element: ${JSON.stringify(value)}`);
  return value;
}
