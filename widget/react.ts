/**
 * The tag as a component of React: properties, a handler for each event, and a `ref` to the element.
 *
 * @module
 */
import { createComponent, type EventName } from '@lit/react';
import * as React from 'react';
import { EmbedConnection as EmbedConnectionElement, type EmbedConnectionEventMap } from './element/define.ts';
import { TAG_EVENT_TYPES, type TagEventType } from './element/event-types.ts';
import type { EmbedConnectionMethod } from './element/jsx-attributes.ts';

type PascalCase<Text extends string> = Text extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Word>}${PascalCase<Rest>}`
  : Capitalize<Text>;

/** The name of the handler of an event: `onHeightChange` of `height-change`. */
type HandlerName<Type extends TagEventType> = `on${PascalCase<Type>}`;

/** The events of the tag by name of their handlers. */
type Handlers = { [Type in TagEventType as HandlerName<Type>]: EventName<EmbedConnectionEventMap[Type]> };

function handlerName<Type extends TagEventType>(type: Type) {
  return `on-${type}`.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as HandlerName<Type>;
}

const Tag = createComponent({
  react: React,
  tagName: 'embed-connection',
  elementClass: EmbedConnectionElement,
  events: Object.fromEntries(TAG_EVENT_TYPES.map((type) => [handlerName(type), type])) as unknown as Handlers,
});

/** An event of the tag. */
type TagEvent = EmbedConnectionEventMap[TagEventType];

/** Properties of {@link EmbedConnection}: those of the element, those of every HTML element, and handlers. */
export type EmbedConnectionProps = Omit<React.ComponentPropsWithoutRef<typeof Tag>, EmbedConnectionMethod> & {
  /** Called with every event, after the handler of that event alone. */
  readonly onEvent?: (event: TagEvent) => void;
};

/** `<embed-connection>` as a component. Rendered on a server it is the empty tag; the browser sets its properties. */
export const EmbedConnection = React.forwardRef<EmbedConnectionElement, EmbedConnectionProps>(
  ({ onEvent, ...props }, ref) =>
    React.createElement(Tag, { ...props, ...(onEvent && handlersWith(onEvent, props)), ref }),
);
EmbedConnection.displayName = 'EmbedConnection';

/** Handlers of all events: each calls the host's own handler of that event, and then `onEvent`. */
function handlersWith(onEvent: (event: TagEvent) => void, props: EmbedConnectionProps): Partial<EmbedConnectionProps> {
  return Object.fromEntries(
    TAG_EVENT_TYPES.map((type) => {
      const name = handlerName(type);
      const own = props[name] as ((event: TagEvent) => void) | undefined;
      const handler = (event: TagEvent) => {
        own?.(event);
        onEvent(event);
      };
      return [name, handler];
    }),
  );
}
