import { type ExitReason, type FrameMessage, TAG_FRAME_NAME } from '../protocol/native-messages.ts';
import type { Theme } from '../protocol/theme.ts';
import {
  EmbedErrorEvent,
  ExitEvent,
  HeightChangeEvent,
  type LoadErrorEvent,
  type TagEventMap,
  TokenExpiredEvent,
} from './events.ts';
import { frameAddress } from './frame-address.ts';
import { type Conversation, converse } from './frame-conversation.ts';
import { frameEvent } from './frame-event.ts';
import { unusableSource } from './load-failure.ts';
import { make } from './make.ts';
import { showModal } from './modal.ts';
import { nextToken } from './next-token.ts';
import { errorSlot, loadingSlot } from './placeholders.ts';
import { presentation } from './presentation.ts';
import { sentences } from './sentences.ts';
import { styleSheet } from './styles.ts';
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
 * @fires {ExitEvent} exit - A person has left the dialog.
 * @fires {EmbedErrorEvent} error - The dialog cannot go on, or there is no token for it.
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

  /** Design tokens by name, such as `{ accent: '#2458e6' }`. */
  declare appearance?: Readonly<Record<string, string>> | null;

  readonly #root = this.attachShadow({ mode: 'open' });
  /** Holds the frame, or what stands there instead. */
  readonly #box = make('div', {});
  #conversation: Conversation | undefined;
  #hideModal: (() => void) | undefined;
  /** Tokens that were sent. */
  readonly #spent = new Set<string>();
  /** Counts the times that a token was asked for, and the loads. What was asked for earlier comes too late. */
  #turn = 0;
  /** There was a token for the present frame. */
  #hadToken = false;
  /** The present frame wants a token, and there is nobody to ask for it. */
  #wantsToken = false;

  /** Opens the modal dialog. In the mode `inline`, and outside a document, it does nothing. */
  open(): void {
    if (this.mode !== 'modal' || this.#hideModal || !this.#isHere) return;
    this.#hideModal = showModal({
      root: this.#root,
      content: this.#box,
      words: sentences(this.locale),
      left: (reason) => this.#leave(reason),
    });
    this.reload();
  }

  /** Closes the modal dialog, removes its frame, and fires `exit`. */
  close(): void {
    this.#leave('closed');
  }

  /** Loads the frame anew, with a new token. */
  reload(): void {
    this.requestUpdate('src');
  }

  override addEventListener<Type extends keyof TagEventMap>(
    type: Type,
    listener: (this: this, event: TagEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(...parameters: Parameters<HTMLElement['addEventListener']>): void;
  override addEventListener(...parameters: Parameters<HTMLElement['addEventListener']>): void {
    super.addEventListener(...parameters);
  }

  override removeEventListener<Type extends keyof TagEventMap>(
    type: Type,
    listener: (this: this, event: TagEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(...parameters: Parameters<HTMLElement['removeEventListener']>): void;
  override removeEventListener(...parameters: Parameters<HTMLElement['removeEventListener']>): void {
    super.removeEventListener(...parameters);
  }

  connectedCallback(): void {
    this.reload();
  }

  disconnectedCallback(): void {
    this.#stop();
    this.#endModal();
  }

  // That it is there keeps the frame where a host moves the tag by `moveBefore`.
  connectedMoveCallback(): void {}

  protected override updated(changed: ReadonlySet<string>): void {
    this.#box.className = this.theme ?? '';
    if (changed.has('src') || changed.has('mode')) {
      this.#load();
      return;
    }
    if (this.tokenProvider || this.tokenUrl ? this.#wantsToken : changed.has('token')) void this.#ask();
    if (changed.has('theme') || changed.has('locale') || changed.has('appearance')) {
      void this.#conversation?.say('appearance', presentation(this));
    }
  }

  /** In another window, the frame's parent would not be the window that speaks to it. */
  get #isHere(): boolean {
    return this.isConnected && this.ownerDocument === document;
  }

  /** Shows the page of `src` anew, if it is to be shown now. */
  #load(token?: string): void {
    this.#stop();
    const { src } = this;
    if (this.mode !== 'modal') {
      this.#endModal();
      this.#root.append(this.#box);
    } else if (!this.#hideModal) {
      return;
    }
    if (!src || !this.#isHere) return;

    this.#root.adoptedStyleSheets = [styleSheet()];
    const address = frameAddress(src, this.baseURI, presentation(this));
    if (!address) {
      this.#fail(unusableSource());
      return;
    }
    const words = sentences(this.locale);
    this.#box.append(loadingSlot(words));
    const { url, hasToken, tokenParameter } = address;
    if (hasToken) {
      console.warn('embed-connection: there is a token in src.');
    } else if (tokenParameter) {
      if (!token) {
        void this.#ask();
        return;
      }
      url.searchParams.set(tokenParameter, token);
      this.#spend(token);
    }

    const frame = make('iframe', {
      part: 'frame',
      name: TAG_FRAME_NAME,
      title: words[0],
      referrerPolicy: 'strict-origin',
      src: url.href,
    });
    this.#conversation = converse({
      frame,
      origin: url.origin,
      greeting: () => ({ ...(this.#hideModal && { mode: 'modal' }), ...presentation(this) }),
      heard: (message) => this.#heard(message, frame),
      failed: (event) => this.#fail(event),
      replaced: () => this.reload(),
    });
    this.#box.append(frame);
    if (hasToken || tokenParameter) return;
    if (token) this.#give(token);
    else void this.#ask();
  }

  #stop(): void {
    this.#turn++;
    this.#hadToken = this.#wantsToken = false;
    this.#conversation?.stop();
    this.#conversation = undefined;
    this.#box.replaceChildren();
  }

  #endModal(): void {
    this.#hideModal?.();
    this.#hideModal = undefined;
  }

  #leave(reason: ExitReason): void {
    if (!this.#hideModal) return;
    this.#stop();
    this.#endModal();
    this.dispatchEvent(new ExitEvent(reason));
  }

  #fail(event: LoadErrorEvent | EmbedErrorEvent): void {
    this.#stop();
    this.#box.append(errorSlot(sentences(this.locale), event.message, () => this.reload()));
    this.#report(event);
  }

  #report(event: LoadErrorEvent | EmbedErrorEvent): void {
    console.error(`embed-connection: ${event.message}`);
    this.dispatchEvent(event);
  }

  /** Gets a new token for the present frame. */
  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    this.#wantsToken = false;
    try {
      const token = await nextToken(this, this.#spent);
      if (turn !== this.#turn) return;
      this.#wantsToken = !token;
      if (token) this.#give(token);
      else if (this.token) this.dispatchEvent(new TokenExpiredEvent());
    } catch (error) {
      if (turn !== this.#turn) return;
      const event = new EmbedErrorEvent({
        code: 'token_unavailable',
        message: `No token. ${String(error)}`,
        displayMessage: sentences(this.locale)[2],
      });
      if (this.#hadToken) this.#report(event);
      else this.#fail(event);
    }
  }

  #give(token: string): void {
    const conversation = this.#conversation;
    if (!conversation) {
      this.#load(token);
      return;
    }
    void conversation.say('token', { token }).then(() => {
      // Nothing was said if the frame is gone by now.
      if (conversation === this.#conversation) this.#spend(token);
    });
  }

  #spend(token: string): void {
    this.#hadToken = true;
    this.#spent.add(token);
  }

  #heard(message: FrameMessage, frame: HTMLIFrameElement): void {
    const { type, payload } = message;
    if (type === 'token-expired') void this.#ask();
    else if (type === 'height-change') this.#resize(frame, payload.height);
    else if (type === 'exit' && this.#hideModal) this.#leave(payload.reason);
    else this.dispatchEvent(frameEvent(message));
  }

  #resize(frame: HTMLIFrameElement, told: number): void {
    const height = Math.min(Math.max(Math.ceil(told), 0), HEIGHT_MAX);
    if (frame.style.height === `${height}px`) return;
    frame.style.height = `${height}px`;
    // A frame that is not displayed is 0 tall until it is.
    if (height) this.#box.querySelector('slot')?.remove();
    this.dispatchEvent(new HeightChangeEvent(height));
  }
}
