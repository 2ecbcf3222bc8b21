import { type ExitReason, type FrameMessage, TAG_FRAME_NAME } from '../protocol/native-messages.ts';
import type { Theme } from '../protocol/theme.ts';
import type { TokenProblem } from './ask-for-token.ts';
import {
  EmbedErrorEvent,
  ExitEvent,
  HeightChangeEvent,
  type LoadErrorEvent,
  type TagListening,
  TokenExpiredEvent,
} from './events.ts';
import { frameAddress } from './frame-address.ts';
import { type Conversation, converse } from './frame-conversation.ts';
import { frameEvent } from './frame-event.ts';
import { unusableSource } from './load-failure.ts';
import { make } from './make.ts';
import { showModal } from './modal.ts';
import { errorSlot, loadingSlot } from './placeholders.ts';
import { presentation } from './presentation.ts';
import { sentences } from './sentences.ts';
import { speak } from './speak.ts';
import { styleSheet } from './styles.ts';
import { keepTokens } from './token-keeper.ts';
import { type Properties, UpdatingElement } from './updating-element.ts';

/** Tallest frame, in CSS pixels, whatever the dialog says. */
const HEIGHT_MAX = 10_000;

declare global {
  interface HTMLElementTagNameMap {
    'embed-connection': EmbedConnectionElement;
  }
}

/**
 * A dialog in which a person connects another system, in a frame of its own.
 *
 * @tagname embed-connection
 *
 * @fires {ReadyEvent} ready - The dialog runs in its frame.
 * @fires {HeightChangeEvent} height-change - The dialog, and the frame with it, has become taller or shorter.
 * @fires {ConnectionStatusChangeEvent} connection-status-change - How the connection stands: once after load, and then at each change.
 * @fires {SuccessEvent} success - A person has just connected.
 * @fires {ExitEvent} exit - A person has left the dialog. A modal one fires it once for each time that it was open, whoever has closed it; of one that is removed, only listeners of the tag itself hear.
 * @fires {EmbedErrorEvent} error - The dialog cannot go on, or there is no token for it. It bubbles to `window`, where error trackers listen.
 * @fires {LoadErrorEvent} load-error - The frame could not be loaded.
 * @fires {TokenExpiredEvent} token-expired - A new token is needed, and nobody to ask was named: set `token`.
 *
 * @slot loading - Shown until the dialog is there.
 * @slot error - Shown instead of the dialog when it could not be opened.
 *
 * @csspart frame - The frame.
 * @csspart dialog - The modal dialog around the frame.
 * @csspart close - The close button of the modal dialog.
 */
export class EmbedConnectionElement extends UpdatingElement {
  static override readonly properties: Properties = {
    src: {},
    token: {},
    tokenUrl: { attribute: 'token-url' },
    tokenProvider: { attribute: false },
    mode: {},
    theme: {},
    locale: {},
    appearance: { attribute: false },
  };

  static {
    this.finalize();
  }

  /** Address of the page to show, without a token. Only its origin is listened to. */
  declare src?: string | null;

  /** An embed token. It is sent once; set another one at any time. */
  declare token?: string | null;

  /** An endpoint of yours that answers `{"token": "…"}` or `{"access_token": "…"}`, asked for each new token. */
  declare tokenUrl?: string | null;

  /** A function that is asked for each new token. It goes before `token-url`, and that before `token`. */
  declare tokenProvider?: (() => Promise<string>) | null;

  /** `inline`: in its place in the page. `modal`: in a dialog over the page, from `open()` on. */
  declare mode?: 'inline' | 'modal' | null;

  /** Colour scheme. `system` is the reader's own. */
  declare theme?: Theme | null;

  /** Language, a BCP 47 tag. Without one, the token, your configuration or the browser decides. */
  declare locale?: string | null;

  /** Design tokens by name, such as `{ accent: '#2458e6' }`. One that is left out later stays until the next load. */
  declare appearance?: Readonly<Record<string, string>> | null;

  // The inherited methods. Only the types are new.
  declare addEventListener: TagListening<this, AddEventListenerOptions>;
  declare removeEventListener: TagListening<this, EventListenerOptions>;

  readonly #root = this.attachShadow({ mode: 'open' });
  /** Holds the frame, or what stands there instead. */
  readonly #box = make('div', {});
  readonly #tokens = keepTokens({
    settings: this,
    ready: () => this.#conversation?.answered,
    give: (token) => this.#give?.(token),
    expired: () => this.dispatchEvent(new TokenExpiredEvent()),
    failed: (problem) => this.#failToken(problem),
  });
  #conversation: Conversation | undefined;
  #hideModal: (() => void) | undefined;
  /** How the present page takes a token. `undefined`: there is no page. */
  #give: ((token: string) => void) | undefined;

  /** Opens the modal dialog. In the mode `inline`, and outside a document, it does nothing. */
  open(): void {
    if (this.mode !== 'modal' || this.#hideModal || !this.#isHere) return;
    this.#hideModal = showModal({
      root: this.#root,
      content: this.#box,
      locale: this.locale,
      left: (reason) => this.#leave(reason),
    });
    this.reload();
  }

  /** Closes the modal dialog, removes its frame, and fires `exit`. So does removing the tag, and another `mode`. */
  close(): void {
    this.#leave('closed');
  }

  /** Loads the frame anew, with a new token. */
  reload(): void {
    this.requestUpdate('src');
  }

  connectedCallback(): void {
    this.reload();
  }

  disconnectedCallback(): void {
    this.#leave('closed');
    this.#stop();
  }

  // That it is there keeps the frame where a host moves the tag by `moveBefore`.
  connectedMoveCallback(): void {}

  protected override updated(changed: ReadonlySet<string>): void {
    this.#box.className = this.theme ?? '';
    if (changed.has('locale')) speak(this.#root, this.locale);
    if (changed.has('src') || changed.has('mode')) {
      this.#load();
      return;
    }
    if (this.#give) this.#tokens.settingsChanged(changed.has('token'));
    if (changed.has('theme') || changed.has('locale') || changed.has('appearance')) {
      const conversation = this.#conversation;
      // What is absent stays as it is, so that a theme is taken back by naming the usual one.
      const look = { ...(changed.has('theme') && { theme: 'system' as const }), ...presentation(this) };
      void conversation?.answered.then(() => conversation.say('appearance', look));
    }
  }

  /** In another window, the frame's parent would not be the window that speaks to it. */
  get #isHere(): boolean {
    return this.isConnected && this.ownerDocument === document;
  }

  /** Shows the page of `src` anew, if it is to be shown now. */
  #load(): void {
    this.#stop();
    if (this.mode !== 'modal') this.#leave('closed');
    // Asked anew, since whoever hears of the exit may have changed it.
    if (this.mode !== 'modal') this.#root.append(this.#box);
    else if (!this.#hideModal) return;
    // Without src, an inline one waits for it; a modal one was opened too early.
    if (!this.#isHere || !(this.src || this.#hideModal)) return;

    this.#root.adoptedStyleSheets = [styleSheet()];
    const address = frameAddress(this.src, this.baseURI, presentation(this));
    if (!address) {
      this.#fail(unusableSource());
      return;
    }
    this.#box.append(loadingSlot());
    speak(this.#root, this.locale);
    const { url, hasToken, tokenParameter } = address;
    if (hasToken) console.warn('embed-connection: there is a token in src.');
    if (hasToken || !tokenParameter) {
      this.#show(url);
    } else {
      this.#give = (token) => {
        url.searchParams.set(tokenParameter, token);
        // Not by `src`, which a browser loads once more where a frame is moved: the token would be used twice.
        this.#show(url, (frame) => frame.contentWindow?.location.replace(url.href));
      };
    }
    if (!hasToken) void this.#tokens.ask();
  }

  #show(url: URL, load?: (frame: HTMLIFrameElement) => void): void {
    const frame = make('iframe', {
      part: 'frame',
      name: TAG_FRAME_NAME,
      referrerPolicy: 'strict-origin',
      ...(!load && { src: url.href }),
    });
    const conversation = converse({
      frame,
      origin: url.origin,
      greeting: () => ({ ...(this.#hideModal && { mode: 'modal' }), ...presentation(this) }),
      heard: (message) => this.#heard(message, frame),
      failed: (event) => this.#fail(event),
      replaced: () => this.reload(),
    });
    this.#conversation = conversation;
    this.#give = (token) => conversation.say('token', { token });
    this.#box.append(frame);
    load?.(frame);
    speak(this.#root, this.locale);
  }

  #stop(): void {
    this.#tokens.stop();
    this.#conversation?.stop();
    this.#conversation = this.#give = undefined;
    this.#box.replaceChildren();
  }

  #leave(reason: ExitReason): void {
    const hide = this.#hideModal;
    if (!hide) return;
    this.#hideModal = undefined;
    this.#stop();
    hide();
    this.dispatchEvent(new ExitEvent(reason));
  }

  #failToken({ message, thrown }: TokenProblem): void {
    const displayMessage = sentences(this.locale)[2];
    const event = new EmbedErrorEvent({ code: 'token_unavailable', message, displayMessage });
    // A frame that shows something goes on doing so, and says itself what becomes of it.
    if (this.#box.querySelector('slot')) this.#fail(event, thrown);
    else this.#report(event, thrown);
  }

  #fail(event: LoadErrorEvent | EmbedErrorEvent, thrown?: readonly unknown[]): void {
    this.#stop();
    this.#box.append(errorSlot(event.message, () => this.reload()));
    speak(this.#root, this.locale);
    this.#report(event, thrown);
  }

  #report(event: LoadErrorEvent | EmbedErrorEvent, thrown: readonly unknown[] = []): void {
    console.error(`embed-connection: ${event.message}`, ...thrown);
    this.dispatchEvent(event);
  }

  #heard(message: FrameMessage, frame: HTMLIFrameElement): void {
    const { type, payload } = message;
    if (type === 'token-expired') void this.#tokens.ask(true);
    else if (type === 'height-change') this.#resize(frame, payload.height);
    else if (type === 'exit' && this.#hideModal) this.#leave(payload.reason);
    else if (type === 'error') this.#report(new EmbedErrorEvent(payload));
    else this.dispatchEvent(frameEvent(message));
  }

  #resize(frame: HTMLIFrameElement, told: number): void {
    const height = Math.min(Math.ceil(told), HEIGHT_MAX);
    // A frame that is not displayed is 0 tall until it is.
    if (height <= 0 || frame.style.height === `${height}px`) return;
    frame.style.height = `${height}px`;
    this.#box.querySelector('slot')?.remove();
    this.dispatchEvent(new HeightChangeEvent(height));
  }
}
