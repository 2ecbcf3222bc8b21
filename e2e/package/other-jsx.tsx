/** @jsxRuntime classic */
/** @jsx createElement */
// The plain tag in the JSX of a framework other than React. It is compiled, never run. Lines that must not compile are
// marked with `@ts-expect-error`.
import type { EmbedConnection, EmbedConnectionAttributes } from 'embed-connection';
import 'embed-connection';

export declare function createElement(tag: string, properties: object | null): Element;

// eslint-disable-next-line @typescript-eslint/no-namespace -- The compiler looks up elements there.
export declare namespace createElement.JSX {
  type Element = globalThis.Element;

  interface IntrinsicElements {
    'embed-connection': EmbedConnectionAttributes & { readonly ref?: (tag: EmbedConnection) => void };
  }
}

export const inline = (
  <embed-connection
    ref={(tag) => {
      tag.reload();
    }}
    src="https://connect.example.com/acme/hubspot/auth"
    token-url="/embed-token"
    theme="dark"
    onsuccess={({ connection, receipt }) => [connection.id satisfies number, receipt satisfies string | undefined]}
    onheight-change={({ height }) => height satisfies number}
  />
);

// @ts-expect-error There is no such theme.
export const refused = <embed-connection theme="blue" />;
