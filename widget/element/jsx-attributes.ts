import type { LitElement } from 'lit';
import type { EmbedConnection } from './embed-connection.ts';
import type { EmbedConnectionEventMap } from './events.ts';

/** The methods of the tag, which JSX cannot set. */
export type EmbedConnectionMethod = 'open' | 'close' | 'reload' | `${string}Callback`;

/** The properties that the tag adds to those of every element. */
type Settings = Omit<EmbedConnection, keyof LitElement | EmbedConnectionMethod>;

/**
 * What `<embed-connection>` takes in JSX beside the attributes of every element: its properties, the attribute
 * `token-url`, and a listener for each event, such as `onsuccess` and `onheight-change`. Belongs to no framework.
 */
export type EmbedConnectionAttributes = {
  readonly [Name in keyof Settings]?: Settings[Name] | undefined;
} & {
  readonly 'token-url'?: string | undefined;
} & {
  readonly [Type in keyof EmbedConnectionEventMap as `on${Type}`]?:
    ((event: EmbedConnectionEventMap[Type]) => void) | undefined;
};
