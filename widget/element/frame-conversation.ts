import {
  type FrameMessage,
  type HostMessage,
  hostMessage,
  type HostPayload,
  isFrameMessage,
} from '../protocol/native-messages.ts';
import type { LoadErrorEvent } from './events.ts';
import { blockedByPolicy, unanswered } from './load-failure.ts';

/** How often `init` is repeated until the frame answers. */
const REPEAT_MS = 250;

/** How long a frame may take to load, and after that to answer: ten seconds each. */
const REPEATS_MAX = 10_000 / REPEAT_MS;

/** What a conversation is about, and who hears of it. */
export interface ConversationOptions {
  readonly frame: HTMLIFrameElement;
  /** Origin of the frame's address. */
  readonly origin: string;
  /** What `init` says beside the nonce, as things stand now. */
  readonly greeting: () => Omit<HostPayload<'init'>, 'nonce'>;
  /** Called with one `ready` before all else. */
  readonly heard: (message: FrameMessage) => void;
  readonly failed: (event: LoadErrorEvent) => void;
  /** Called when another page has taken the place of the one that had answered, such as by a reload of the frame. */
  readonly replaced: () => void;
}

/** What can be said to a frame. */
export interface Conversation {
  /** Resolves when the page in the frame has answered. Never, if it does not. */
  readonly answered: Promise<undefined>;
  /** Says something to a page that has answered. */
  readonly say: <Type extends HostMessage['type']>(type: Type, payload: HostPayload<Type>) => void;
  /** Nothing is said or heard from now on. */
  readonly stop: () => void;
}

/**
 * Begins a conversation with a frame that is not in the document yet.
 *
 * A message counts if it comes from this frame, from the origin of its address, in a known shape, and after this
 * conversation's nonce was repeated. All else is dropped: what other windows say, and what earlier frames said.
 */
export function converse({ frame, origin, greeting, heard, failed, replaced }: ConversationOptions): Conversation {
  // Not `randomUUID`, which pages on http have on loopback only.
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join();
  const end = new AbortController();
  const { promise: answered, resolve } = Promise.withResolvers<undefined>();
  let isAnswered = false;
  let loaded = false;
  let repeats = 0;

  const say: Conversation['say'] = (type, payload) =>
    frame.contentWindow?.postMessage(hostMessage(type, payload), origin);

  const greet = () => say('init', { nonce, ...greeting() });

  const timer = setInterval(() => {
    if (++repeats >= REPEATS_MAX) failed(unanswered(origin, loaded));
    else if (loaded) greet();
  }, REPEAT_MS);

  frame.onload = () => {
    // What stands in a frame without `src` until its page comes.
    if (frame.contentDocument?.URL === 'about:blank') return;
    if (isAnswered) {
      replaced();
    } else {
      loaded = true;
      repeats = 0;
      greet();
    }
  };

  addEventListener(
    'message',
    ({ source, origin: sender, data }: MessageEvent<unknown>) => {
      if (source !== frame.contentWindow || sender !== origin || !isFrameMessage(data)) return;
      if (data.type === 'ready') {
        // The repetitions that were under way are answered as well.
        if (isAnswered || data.payload.nonce !== nonce) return;
        isAnswered = true;
        clearInterval(timer);
        resolve(undefined);
      }
      if (isAnswered) heard(data);
    },
    end,
  );

  document.addEventListener(
    'securitypolicyviolation',
    ({ effectiveDirective, blockedURI, disposition }) => {
      if (
        !isAnswered &&
        disposition === 'enforce' &&
        /^(frame|child|default)-src$/.test(effectiveDirective) &&
        // Browsers tell the origin or the whole address.
        `${blockedURI}/`.startsWith(`${origin}/`)
      ) {
        failed(blockedByPolicy(origin));
      }
    },
    end,
  );

  return {
    answered,
    say,
    stop() {
      end.abort();
      clearInterval(timer);
    },
  };
}
