/**
 * Types of `<embed-connection>` in the JSX of React 19. A module to import for its types: it runs nothing and defines
 * nothing.
 *
 * @example
 * ```tsx
 * import 'embed-connection';
 * import type {} from 'embed-connection/jsx';
 *
 * <embed-connection src={src} token-url="/embed-token" onsuccess={({ connection }) => save(connection.id)} />
 * ```
 *
 * @module
 */
import type * as React from 'react';
import type { EmbedConnection } from './element/embed-connection.ts';
import type { EmbedConnectionAttributes } from './element/jsx-attributes.ts';

export type { EmbedConnectionAttributes };

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React declares its elements in this namespace.
  namespace JSX {
    interface IntrinsicElements {
      'embed-connection': React.DetailedHTMLProps<React.HTMLAttributes<EmbedConnection>, EmbedConnection> &
        EmbedConnectionAttributes;
    }
  }
}
