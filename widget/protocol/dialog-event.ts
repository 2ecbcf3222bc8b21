import type { FrameMessage, FramePayload } from './native-messages.ts';

/** An event with the fields of a frame message. */
type EventOf<Type extends FrameMessage['type']> = { readonly type: Type } & FramePayload<Type>;

/** The events whose fields are the same in every dialect. */
type PlainEvents = { [Type in Exclude<FrameMessage['type'], 'success'>]: EventOf<Type> };

/**
 * An event of the dialog for its host page. A dialect translates it into the messages of an embed system.
 */
export type DialogEvent =
  | PlainEvents[keyof PlainEvents]
  | (Omit<EventOf<'success'>, 'receipt' | 'state'> & {
      /** Fields that the server's part of the dialect adds to the message, such as a receipt. */
      readonly details: Readonly<Record<string, unknown>>;
    });
