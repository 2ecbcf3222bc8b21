import type { Wire } from './wire.ts';

/** Keys that type nothing, as code points of Unicode's private use area. W3C WebDriver, "Keyboard actions". */
const NAMED_KEYS: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
  Meta: '\uE03D',
};

type KeyAction = { readonly type: 'keyDown' | 'keyUp'; readonly value: string };

/** The keyboard, for whatever has the focus in the current browsing context. W3C WebDriver, "Perform Actions". */
export class Keyboard {
  readonly #session: Wire;

  constructor(session: Wire) {
    this.#session = session;
  }

  /** Presses and releases a key, such as `a`, `Escape` or `Shift+Tab`. */
  async press(combination: string): Promise<void> {
    const keys = combination.split(/(?<=.)\+/).map(codePoint);
    await this.#perform([...keys.map(down), ...keys.toReversed().map(up)]);
  }

  /** Types a text, sign by sign. */
  async type(text: string): Promise<void> {
    await this.#perform(Array.from(text).flatMap((sign) => [down(sign), up(sign)]));
  }

  /** Presses a key and holds it until {@link Keyboard.up}. */
  async down(key: string): Promise<void> {
    await this.#perform([down(codePoint(key))]);
  }

  /** Lets go of a key. */
  async up(key: string): Promise<void> {
    await this.#perform([up(codePoint(key))]);
  }

  async #perform(actions: readonly KeyAction[]): Promise<void> {
    await this.#session.post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }
}

function down(value: string): KeyAction {
  return { type: 'keyDown', value };
}

function up(value: string): KeyAction {
  return { type: 'keyUp', value };
}

function codePoint(key: string): string {
  const named = NAMED_KEYS[key];
  if (named !== undefined) return named;
  if (Array.from(key).length === 1) return key;
  throw new TypeError(`No such key: ${key}`);
}
