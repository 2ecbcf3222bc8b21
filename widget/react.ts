/**
 * The tag as a component of React: properties, a handler for each event, and a `ref` to the element.
 *
 * @module
 */
import { createComponent, type EventName } from '@lit/react';
import * as React from 'react';
import {
  type ConnectionStatusChangeEvent,
  EmbedConnection as EmbedConnectionElement,
  type EmbedErrorEvent,
  type EmbedConnectionEventMap,
  type ExitEvent,
  type HeightChangeEvent,
  type LoadErrorEvent,
  type ReadyEvent,
  type SuccessEvent,
  type TokenExpiredEvent,
} from './element/define.ts';

const Tag = createComponent({
  react: React,
  tagName: 'embed-connection',
  elementClass: EmbedConnectionElement,
  events: {
    onReady: 'ready' as EventName<ReadyEvent>,
    onHeightChange: 'height-change' as EventName<HeightChangeEvent>,
    onConnectionStatusChange: 'connection-status-change' as EventName<ConnectionStatusChangeEvent>,
    onSuccess: 'success' as EventName<SuccessEvent>,
    onExit: 'exit' as EventName<ExitEvent>,
    onError: 'error' as EventName<EmbedErrorEvent>,
    onLoadError: 'load-error' as EventName<LoadErrorEvent>,
    onTokenExpired: 'token-expired' as EventName<TokenExpiredEvent>,
  },
});

/** What the element does, which is called through a `ref`. */
type Methods = 'open' | 'close' | 'reload' | `${string}Callback`;

/** Properties of {@link EmbedConnection}: those of the element, those of every HTML element, and handlers. */
export type EmbedConnectionProps = Omit<React.ComponentPropsWithoutRef<typeof Tag>, Methods> & {
  /** Called with every event, after the handler of that event alone. */
  readonly onEvent?: (event: EmbedConnectionEventMap[keyof EmbedConnectionEventMap]) => void;
};

/** `<embed-connection>` as a component. Rendered on a server it is the empty tag; the browser sets its properties. */
export const EmbedConnection = React.forwardRef<EmbedConnectionElement, EmbedConnectionProps>(
  ({ onEvent, ...props }, ref) =>
    React.createElement(Tag, {
      ...props,
      ...(onEvent && {
        onReady: both(props.onReady, onEvent),
        onHeightChange: both(props.onHeightChange, onEvent),
        onConnectionStatusChange: both(props.onConnectionStatusChange, onEvent),
        onSuccess: both(props.onSuccess, onEvent),
        onExit: both(props.onExit, onEvent),
        onError: both(props.onError, onEvent),
        onLoadError: both(props.onLoadError, onEvent),
        onTokenExpired: both(props.onTokenExpired, onEvent),
      }),
      ref,
    }),
);
EmbedConnection.displayName = 'EmbedConnection';

function both<E extends Event>(one: ((event: E) => void) | undefined, other: (event: E) => void): (event: E) => void {
  return (event) => {
    one?.(event);
    other(event);
  };
}
