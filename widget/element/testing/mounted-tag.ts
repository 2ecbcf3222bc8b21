import type { EmbedConnection } from '../define.ts';
import '../define.ts';
import { isHostMessage, type HostMessage } from '../../protocol/native-messages.ts';
import { TAG_EVENT_TYPES, type TagEventType } from '../event-types.ts';
import { ok } from '../../testing/assert.ts';

/** A page that answers like the dialog. It has the origin of the test page, so that tests can access it. */
export const FRAME_PAGE = '/widget/element/testing/frame.html';

/**
 * Properties of a tag that waits for its token. Without a source of tokens, a tag replaces its frame by an error after
 * 1.5 s, and a slow machine may need longer than that to load the frame.
 */
export const WAITS_FOR_TOKEN = { src: FRAME_PAGE, tokenProvider: () => new Promise<string>(() => undefined) };

/** The same at the address of a portal. See `web-test-runner.config.mjs`. */
export const PORTAL_PAGE = '/shop';

/** A page that never answers. */
export const SILENT_PAGE = `${FRAME_PAGE}?silent`;

/** What {@link FRAME_PAGE} offers to tests. */
interface FrameView extends Window {
  readonly received: readonly unknown[];
  post(type: string, payload: unknown): void;
}

/** A tag in the test page, which records its events. */
export class MountedTag {
  readonly element: EmbedConnection;
  readonly events: Event[] = [];
  readonly #place = document.createElement('div');
  readonly #end = new AbortController();
  #happened: (() => void) | undefined;

  constructor(properties: Partial<EmbedConnection> = {}, element = document.createElement('embed-connection')) {
    this.element = element;
    Object.assign(element, properties);
    for (const type of TAG_EVENT_TYPES) {
      this.#place.addEventListener(type, (event) => {
        // The test runner counts an `error` event that reaches the window as a failure.
        event.stopPropagation();
        this.events.push(event);
        this.#happened?.();
      });
    }
    addEventListener('frame-received', () => this.#happened?.(), this.#end);
    this.#place.append(element);
    document.body.append(this.#place);
  }

  remove(): void {
    this.#end.abort();
    this.#place.remove();
  }

  /** Waits until a condition is true. Checks it after each event, and after each message that the frame received. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#happened = resolve));
  }

  /** Types of the events so far. */
  get types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  /** Waits for a number of events of a type. Resolves to the fields of the last one that not every event has. */
  async event(type: TagEventType, count = 1): Promise<object> {
    const found = () => this.events.filter((event) => event.type === type)[count - 1];
    await this.until(() => found() !== undefined);
    return Object.fromEntries(Object.entries(found() ?? {}).filter(([name]) => name !== 'isTrusted'));
  }

  /** Waits until the present frame has received a number of messages of a type. */
  receives(type: HostMessage['type'], count = 1): Promise<void> {
    return this.until(() => this.received.filter((message) => message.type === type).length >= count);
  }

  get root(): ShadowRoot {
    const { shadowRoot } = this.element;
    ok(shadowRoot !== null);
    return shadowRoot;
  }

  find<Tag extends keyof HTMLElementTagNameMap>(selector: Tag): HTMLElementTagNameMap[Tag] | null {
    return this.root.querySelector(selector);
  }

  /** The text that the tag itself shows. */
  get text(): string {
    return this.root.textContent.replace(/\s+/g, ' ').trim();
  }

  get frame(): HTMLIFrameElement {
    const frame = this.find('iframe');
    ok(frame !== null, 'The tag has no frame.');
    return frame;
  }

  /** The window of the frame, once its page has loaded. */
  get view(): FrameView {
    const view = this.frame.contentWindow;
    ok(isFrameView(view), 'The page of the frame is not there.');
    return view;
  }

  /** The messages that the present frame received. */
  get received(): readonly HostMessage[] {
    const view = this.find('iframe')?.contentWindow ?? null;
    return (isFrameView(view) ? view.received : []).map((message) => {
      ok(isHostMessage(message), `The frame would not read ${JSON.stringify(message)}.`);
      return message;
    });
  }

  /** The tokens that the present frame received. */
  get tokens(): readonly (string | null)[] {
    return this.received.flatMap((message) => (message.type === 'token' ? message.payload.token : []));
  }

  /** Waits until the tag has rendered its changes, and all posted messages have arrived. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => {
        addEventListener('message', resolve, { once: true });
        postMessage('settled', location.origin);
      });
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
}

function isFrameView(view: Window | null): view is FrameView {
  return view !== null && 'post' in view;
}
