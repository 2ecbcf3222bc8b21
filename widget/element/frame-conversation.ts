import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  type FrameMessage,
  type HostMessage,
  hostMessage,
  type HostPayload,
  isFrameMessage,
} from '../protocol/native-messages.ts';

/**
 * When `init` is posted again, in milliseconds after the frame has loaded. The page in the frame listens before it has
 * loaded, so the first `init` usually suffices. Few repetitions: where the browser shows an error page instead, it
 * writes a warning for each message to an origin that the frame does not have.
 */
const REPEAT_AFTER_MS = [1000, 4000];

/** How long a frame may take to load, and then to answer. */
const TIMEOUT_MS = 10_000;

/** What a {@link FrameConversation} reports. */
export interface FrameConversationOptions {
  /** Returns the payload of `init` without its nonce, from the present properties. */
  readonly initPayload: () => Omit<HostPayload<'init'>, 'nonce'>;
  /** Called with one `ready` before any other message. */
  readonly onMessage: (message: FrameMessage) => void;
  /** Called when the frame has not answered in time. */
  readonly onTimeout: () => void;
  /** Called when the policy of the host page has blocked the frame. */
  readonly onBlocked: () => void;
  /** Called when another page has replaced the one that had answered, for example because the frame was reloaded. */
  readonly onReplaced: () => void;
}

/** The conversation with one frame. */
interface Conversation {
  readonly frame: HTMLIFrameElement;
  readonly origin: string;
  readonly nonce: string;
  readonly answered: PromiseWithResolvers<undefined>;
  readonly end: AbortController;
  isAnswered: boolean;
}

/**
 * Exchanges messages with the page in the frame of the tag, for one frame after the other.
 *
 * A message counts if it comes from the window of the current frame and from the origin of its address, has a known
 * shape, and arrives after the page has repeated the nonce of this conversation. Every other message is dropped.
 */
export class FrameConversation implements ReactiveController {
  readonly #options: FrameConversationOptions;
  #current: Conversation | undefined;

  constructor(host: ReactiveControllerHost, options: FrameConversationOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** The frame of the conversation. `undefined` if there is none. */
  get frame(): HTMLIFrameElement | undefined {
    return this.#current?.frame;
  }

  /** Resolves when the page in the frame has answered. Never, if it does not. `undefined`: there is no frame. */
  get answered(): Promise<undefined> | undefined {
    return this.#current?.answered.promise;
  }

  /** Whether the page in the current frame has answered. */
  get isAnswered(): boolean {
    return this.#current?.isAnswered === true;
  }

  /** Starts the conversation with a frame that was just inserted, and ends the one before. */
  start(frame: HTMLIFrameElement, origin: string): void {
    this.stop();
    const conversation: Conversation = {
      frame,
      origin,
      // Not randomUUID: on http pages it exists on loopback only.
      nonce: crypto.getRandomValues(new Uint32Array(4)).join(),
      answered: Promise.withResolvers<undefined>(),
      end: new AbortController(),
      isAnswered: false,
    };
    this.#current = conversation;
    const { signal } = conversation.end;
    const { onTimeout, onBlocked, onReplaced } = this.#options;

    let timers = [setTimeout(onTimeout, TIMEOUT_MS)];
    const clearTimers = () => {
      for (const timer of timers) clearTimeout(timer);
    };
    signal.addEventListener('abort', clearTimers);
    void conversation.answered.promise.then(clearTimers);

    frame.addEventListener(
      'load',
      () => {
        // A frame without src shows this until its page has loaded.
        if (frame.contentDocument?.URL === 'about:blank') return;
        if (conversation.isAnswered) {
          onReplaced();
          return;
        }
        clearTimers();
        this.#sendInit();
        timers = [
          ...REPEAT_AFTER_MS.map((ms) => setTimeout(() => this.#sendInit(), ms)),
          setTimeout(onTimeout, TIMEOUT_MS),
        ];
      },
      { signal },
    );

    addEventListener('message', (event: MessageEvent<unknown>) => this.#receive(conversation, event), { signal });

    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, blockedURI, disposition }) => {
        if (
          !conversation.isAnswered &&
          disposition === 'enforce' &&
          /^(frame|child|default)-src$/.test(effectiveDirective) &&
          // Some browsers report the origin, others the whole address.
          `${blockedURI}/`.startsWith(`${origin}/`)
        ) {
          onBlocked();
        }
      },
      { signal },
    );
  }

  /** Sends a message to the page in the frame. The message is lost if the page has not answered yet. */
  send<Type extends HostMessage['type']>(type: Type, payload: HostPayload<Type>): void {
    const { frame, origin } = this.#current ?? {};
    if (frame && origin !== undefined) frame.contentWindow?.postMessage(hostMessage(type, payload), origin);
  }

  /** Ends the conversation: nothing is sent or received until the next {@link start}. */
  stop(): void {
    this.#current?.end.abort();
    this.#current = undefined;
  }

  #sendInit(): void {
    if (this.#current) this.send('init', { nonce: this.#current.nonce, ...this.#options.initPayload() });
  }

  #receive(conversation: Conversation, { source, origin, data }: MessageEvent<unknown>): void {
    if (source !== conversation.frame.contentWindow || origin !== conversation.origin || !isFrameMessage(data)) return;
    if (data.type === 'ready') {
      // The page also answers the repetitions.
      if (conversation.isAnswered || data.payload.nonce !== conversation.nonce) return;
      conversation.isAnswered = true;
      conversation.answered.resolve(undefined);
    }
    if (conversation.isAnswered) this.#options.onMessage(data);
  }
}
