import type { FrameMessage, FramePayload } from './native-messages.ts';
import type { Application } from './page-state.ts';

/** An event with the fields of a frame message. */
type EventOf<Type extends FrameMessage['type']> = { readonly type: Type } & FramePayload<Type>;

/** The events whose fields are the same in every dialect. */
type PlainEvents = { [Type in Exclude<FrameMessage['type'], 'success'>]: EventOf<Type> };

/**
 * The page of an application shows another view. Its first view too is such a change.
 */
export interface ApplicationViewEvent {
  readonly type: 'application-view';
  readonly app: Application;
  /** Path of the page on this server, without {@link path}. */
  readonly pagePath: string;
  /** Path of the view below the application, such as the result of `integrationPath`. */
  readonly path: string;
  /** View of the integration at this path, such as `settings`. */
  readonly view?: string;
  /** The application has just loaded. */
  readonly isFirst: boolean;
}

/** A person has saved an installation, or has left an install flow without installing. */
export interface InstallEndEvent {
  readonly type: 'install-end';
  readonly isSaved: boolean;
  readonly details: Details;
}

/** Fields that the server's part of the dialect adds to a message. */
type Details = Readonly<Record<string, unknown>>;

/**
 * An event of the dialog for its host page. A dialect translates it into the messages of an embed system.
 */
export type DialogEvent =
  | PlainEvents[keyof PlainEvents]
  | ApplicationViewEvent
  | InstallEndEvent
  | (Omit<EventOf<'success'>, 'receipt' | 'state'> & {
      /** Such as a receipt. */
      readonly details: Details;
    });
