// The plain tag in the JSX of React 19. It is compiled, never run. Lines that must not compile are marked with
// `@ts-expect-error`.
import type { EmbedConnection, ErrorCode, HeightChangeEvent, SuccessEvent } from 'embed-connection';
import 'embed-connection';
import type {} from 'embed-connection/jsx';
import { createRef } from 'react';

/** Accepts any value. */
declare function take(value: unknown): undefined;

export function render(src: string | undefined) {
  const tag = createRef<EmbedConnection>();
  tag.current?.open();
  return (
    <>
      <embed-connection
        ref={tag}
        key="connection"
        id="connection"
        className="connection"
        style={{ width: '100%' }}
        src={src}
        token="eyJ…"
        token-url="/embed-token"
        tokenProvider={async () => Promise.resolve('eyJ…')}
        mode="modal"
        theme="dark"
        locale="de"
        appearance={{ accent: '#2458e6' }}
        onClick={({ currentTarget }) => {
          currentTarget.close();
        }}
        onready={(event) => event satisfies Event}
        onheight-change={(event) => event.height satisfies HeightChangeEvent['height']}
        onconnection-status-change={({ connection }) => connection.connected satisfies boolean}
        onsuccess={(event) => event satisfies SuccessEvent}
        onexit={({ reason }) => reason satisfies 'escape' | 'closed' | 'cancelled' | 'finished'}
        onerror={({ code }) => code satisfies ErrorCode | (string & {})}
        onload-error={({ message }) => message satisfies string}
        ontoken-expired={(event) => event satisfies Event}
      >
        <p slot="loading">One moment…</p>
      </embed-connection>
      {/* @ts-expect-error There is no such mode. */}
      <embed-connection mode="popup" />
      {/* @ts-expect-error There is no such property. */}
      <embed-connection source="https://connect.example.com/acme/hubspot/auth" />
      {/* @ts-expect-error Methods are called through the ref. */}
      <embed-connection open={() => undefined} />
      {/* @ts-expect-error There is no such event. */}
      <embed-connection onopen={() => undefined} />
      {/* @ts-expect-error This event has no connection. */}
      <embed-connection onexit={({ connection }) => take(connection)} />
    </>
  );
}
