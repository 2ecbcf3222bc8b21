import type { FrameMessage, FramePayload } from './native-messages.ts';

/** An event with the fields of a message of the frame. */
type EventOf<Type extends FrameMessage['type']> = { readonly type: Type } & FramePayload<Type>;

/** The messages of the frame to which a dialect adds nothing. */
type PlainEvents = { [Type in Exclude<FrameMessage['type'], 'success'>]: EventOf<Type> };

/**
 * An event of the dialog for the page that embeds it, in the project's own words. A dialect turns it into the messages
 * that its hosts know.
 */
export type DialogEvent =
  | PlainEvents[keyof PlainEvents]
  | (Omit<EventOf<'success'>, 'receipt'> & {
      /** What the server's part of the dialect adds to the message, such as a receipt. */
      readonly details: Readonly<Record<string, unknown>>;
    });
