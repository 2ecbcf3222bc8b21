import type { WebElement } from './element.ts';
import { asElement, decode, SearchRoot } from './element.ts';
import { Keyboard } from './keyboard.ts';
import { WebDriverError } from './webdriver-error.ts';
import type { Wire } from './wire.ts';

/** What a script can be handed: JSON, with elements in it. */
export type ScriptArgument =
  | string
  | number
  | boolean
  | null
  | WebElement
  | readonly ScriptArgument[]
  | { readonly [key: string]: ScriptArgument };

/** The same as the script sees it. */
type InPage<Arguments extends readonly ScriptArgument[]> = {
  [Index in keyof Arguments]: Arguments[Index] extends WebElement ? HTMLElement : Arguments[Index];
};

/** A document in a tab, or in a frame of it. All commands of a session go to the one that was switched to last. */
export class BrowsingContext extends SearchRoot {
  readonly keyboard: Keyboard;

  constructor(session: Wire) {
    super(session, session);
    this.keyboard = new Keyboard(session);
  }

  /** The element that has the focus, in the document: for one in a shadow root, its host. W3C WebDriver, "Get Active Element". */
  async activeElement(): Promise<WebElement> {
    return asElement(decode(this.session, await this.session.get('/element/active')));
  }

  /**
   * Runs a function in the page, and resolves to what it returns or what its promise resolves to.
   *
   * It is sent as text: of what is around it, only its arguments are there. W3C WebDriver, "Execute Script".
   */
  async execute<const Arguments extends readonly ScriptArgument[]>(
    script: (...parameters: InPage<Arguments>) => unknown,
    ...parameters: Arguments
  ): Promise<unknown> {
    const value = await this.session.post('/execute/sync', {
      script: `return (${script.toString()}).apply(null, arguments)`,
      args: parameters,
    });
    return decode(this.session, value);
  }

  /**
   * Does something in a frame of this document, and comes back.
   *
   * The frame may be of another site. While it lasts, all commands of the session go to the frame, so nothing else may
   * run beside it. W3C WebDriver, "Switch To Frame" and "Switch To Parent Frame".
   */
  async frame<T>(frame: string | WebElement, use: (frame: BrowsingContext) => Promise<T>): Promise<T> {
    const element = typeof frame === 'string' ? await this.find(frame) : frame;
    await this.session.post('/frame', { id: element });
    try {
      return await use(new BrowsingContext(this.session));
    } finally {
      await this.#leaveFrame();
    }
  }

  async #leaveFrame(): Promise<void> {
    try {
      await this.session.post('/frame/parent');
    } catch (error) {
      // The frame was removed meanwhile, and with it the way back that leads through it.
      if (!(error instanceof WebDriverError && error.code === 'no such window')) throw error;
      await this.session.post('/frame', { id: null });
    }
  }
}
