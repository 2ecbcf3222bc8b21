import { FRAME_MESSAGE_TYPES } from '../protocol/native-messages.ts';
import type { EmbedConnectionEventMap } from './events.ts';

/** The type of an event of the tag. */
export type TagEventType = keyof EmbedConnectionEventMap;

/** The types of all events of the tag. */
export const TAG_EVENT_TYPES: readonly TagEventType[] = [...FRAME_MESSAGE_TYPES, 'load-error'];
