// The code of a host in TypeScript. It is compiled, never run. Lines that must not compile are marked with
// `@ts-expect-error`.
import 'embed-connection';
import type {
  ConnectionStatusChangeEvent,
  EmbedConnection as EmbedConnectionElement,
  EmbedErrorEvent,
  ExitEvent,
  HeightChangeEvent,
  LoadErrorEvent,
  ReadyEvent,
  SuccessEvent,
  TokenExpiredEvent,
} from 'embed-connection';
import type { EmbedConnection as ElementClass } from 'embed-connection/element';
import { type Connection, type FrameMessage, hostMessage, isFrameMessage } from 'embed-connection/messages';
import { EmbedConnection } from 'embed-connection/react';
import { createRef } from 'react';

/** Accepts only values of exactly one type: not wider, not narrower, not `any`. */
declare function expectType<Expected>(): <Actual>(
  actual: Actual,
  ...mistake: [Expected, Actual] extends [Actual, Expected] ? (0 extends 1 & Actual ? ['any'] : []) : ['another type']
) => undefined;

/** Accepts any value. */
declare function take(value: unknown): undefined;

const token = async () => Promise.resolve('eyJ…');

export function listen(): EmbedConnectionElement {
  const tag = document.createElement('embed-connection');
  expectType<EmbedConnectionElement>()(tag);
  expectType<EmbedConnectionElement | null>()(document.querySelector('embed-connection'));
  expectType<ElementClass>()(tag);

  tag.src = 'https://connect.example.com/acme/hubspot/auth';
  tag.tokenProvider = token;
  tag.tokenUrl = '/api/embed-token';
  tag.theme = 'dark';
  tag.mode = 'modal';
  tag.locale = 'de';
  tag.appearance = { accent: '#2458e6' };
  tag.open();
  tag.close();
  tag.reload();

  tag.addEventListener('ready', (event) => expectType<ReadyEvent>()(event));
  tag.addEventListener('height-change', (event) => {
    expectType<HeightChangeEvent>()(event);
    expectType<number>()(event.height);
  });
  tag.addEventListener('connection-status-change', (event) => {
    expectType<ConnectionStatusChangeEvent>()(event);
    expectType<Connection>()(event.connection);
    expectType<string | undefined>()(event.connection.error);
  });
  tag.addEventListener('success', (event) => {
    expectType<SuccessEvent>()(event);
    expectType<number>()(event.connection.id);
    expectType<string | undefined>()(event.receipt);
  });
  tag.addEventListener('exit', (event) => {
    expectType<ExitEvent>()(event);
    expectType<'escape' | 'closed' | 'cancelled' | 'finished'>()(event.reason);
  });
  tag.addEventListener('error', (event) => {
    expectType<EmbedErrorEvent>()(event);
    expectType<string>()(event.displayMessage);
  });
  tag.addEventListener('load-error', (event) => {
    expectType<LoadErrorEvent>()(event);
    expectType<'src' | 'csp' | 'mixed-content' | 'sandbox' | 'unreachable' | 'not-found' | 'timeout'>()(event.reason);
  });
  tag.addEventListener('token-expired', (event) => expectType<TokenExpiredEvent>()(event));
  tag.addEventListener('click', (event) => expectType<PointerEvent>()(event));

  const onSuccess = (event: SuccessEvent) => event.connection.name;
  tag.addEventListener('success', onSuccess, { once: true });
  tag.removeEventListener('success', onSuccess);

  // Events of the tag bubble.
  document.body.addEventListener('success', (event) => expectType<SuccessEvent>()(event));
  return tag;
}

export function rejected(tag: EmbedConnectionElement): void {
  // @ts-expect-error There is no such theme.
  tag.theme = 'blue';
  // @ts-expect-error A token provider must return a promise of a string.
  tag.tokenProvider = () => 42;
  // @ts-expect-error There is no such method.
  take(tag.show);
  // @ts-expect-error Fields of events are readonly.
  tag.addEventListener('exit', (event) => (event.reason = 'escape'));
  // @ts-expect-error This event has no connection.
  tag.addEventListener('ready', (event) => take(event.connection));
  // @ts-expect-error The tag's error event has no field of ErrorEvent.
  tag.addEventListener('error', (event) => take(event.lineno));
}

export function listenWithoutTheTag(frame: HTMLIFrameElement, origin: string): void {
  window.addEventListener('message', ({ data, origin: sender, source }: MessageEvent<unknown>) => {
    if (source !== frame.contentWindow || sender !== origin || !isFrameMessage(data)) return;
    expectType<FrameMessage>()(data);
    switch (data.type) {
      case 'height-change':
        frame.style.height = `${data.payload.height}px`;
        break;
      case 'success':
        expectType<Connection>()(data.payload.connection);
        expectType<string | undefined>()(data.payload.receipt);
        break;
      case 'token-expired':
        frame.contentWindow?.postMessage(hostMessage('token', { token: 'eyJ…' }), origin);
        break;
      case 'exit':
        // @ts-expect-error This message has no connection.
        take(data.payload.connection);
        break;
      case 'installation-change':
        expectType<'installed' | 'paused' | 'uninstalled'>()(data.payload.installation.status);
        break;
      case 'navigation':
        expectType<string>()(data.payload.view);
        break;
      case 'ready':
      case 'connection-status-change':
      case 'error':
        break;
    }
    // @ts-expect-error There is no such message.
    hostMessage('open', {});
    // @ts-expect-error A token is a string.
    hostMessage('token', { token: 42 });
  });
}

export function render() {
  const modal = createRef<EmbedConnectionElement>();
  modal.current?.open();
  return (
    <>
      <EmbedConnection
        ref={modal}
        className="connection"
        src="https://connect.example.com/acme/hubspot/auth"
        tokenProvider={token}
        mode="modal"
        theme="system"
        locale="de"
        onReady={(event) => expectType<ReadyEvent>()(event)}
        onHeightChange={(event) => expectType<HeightChangeEvent>()(event)}
        onConnectionStatusChange={(event) => expectType<ConnectionStatusChangeEvent>()(event)}
        onSuccess={(event) => expectType<SuccessEvent>()(event)}
        onExit={(event) => expectType<ExitEvent>()(event)}
        onError={(event) => expectType<EmbedErrorEvent>()(event)}
        onLoadError={(event) => expectType<LoadErrorEvent>()(event)}
        onTokenExpired={(event) => expectType<TokenExpiredEvent>()(event)}
        onEvent={(event) => expectType<string>()(event.type)}
      />
      {/* @ts-expect-error There is no such mode. */}
      <EmbedConnection src="https://connect.example.com/acme/hubspot/auth" mode="popup" />
      {/* @ts-expect-error There is no such property. */}
      <EmbedConnection source="https://connect.example.com/acme/hubspot/auth" />
    </>
  );
}
