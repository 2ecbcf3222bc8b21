import type { LitElement } from 'lit';
import type { EmbedConnection } from './embed-connection.ts';
import type { EmbedConnectionEventMap } from './events.ts';

/** The methods of the tag, which JSX cannot set. */
export type EmbedConnectionMethod = 'open' | 'close' | 'reload' | `${string}Callback`;

/** The properties of the tag that other elements do not have. */
type Settings = Omit<EmbedConnection, keyof LitElement | EmbedConnectionMethod>;

/**
 * The attributes of `<embed-connection>` in JSX besides those of every element: its properties, `token-url`, and a
 * listener for each event, such as `onsuccess` and `onheight-change`. Independent of a framework.
 */
export type EmbedConnectionAttributes = {
  readonly [Name in keyof Settings]?: Settings[Name] | undefined;
} & {
  readonly 'token-url'?: string | undefined;
} & {
  readonly [Type in keyof EmbedConnectionEventMap as `on${Type}`]?:
    ((event: EmbedConnectionEventMap[Type]) => void) | undefined;
};
