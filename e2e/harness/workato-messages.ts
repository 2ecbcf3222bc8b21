import { expect } from '@playwright/test';
import { z } from 'zod';

import type { RecordedMessage } from './message-recorder.ts';

/** A height in a message, in CSS pixels. */
export const heightSchema = z.int().min(0);

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    wk: z.literal(true),
    type: z.literal('heightChange'),
    payload: z.strictObject({ height: heightSchema }),
  }),
  z.strictObject({
    wk: z.literal(true),
    type: z.literal('connectionStatusChange'),
    payload: z.strictObject({
      id: z.int().positive(),
      provider: z.string().min(1),
      connected: z.boolean(),
      error: z.string().min(1).optional(),
    }),
    error: z.string().min(1).optional(),
  }),
  z.strictObject({
    wk: z.literal(true),
    type: z.literal('error'),
    payload: z.strictObject({ message: z.string().min(1), type: z.string().min(1) }),
  }),
]);

/** A message that hosts of Workato expect. */
export type WorkatoMessage = z.infer<typeof messageSchema>;

/** Whether a recorded message is of a type. False for data that is not a message of this dialect. */
export function isWorkatoMessage(type: WorkatoMessage['type']): (data: unknown) => boolean {
  return (data) => typeof data === 'string' && data.includes(`"type":"${type}"`);
}

/**
 * Asserts that a host page received only well-formed messages, all from this origin and the first one a height. Returns
 * them parsed.
 */
export function expectWorkatoMessages(
  recorded: readonly RecordedMessage[],
  { origin }: { readonly origin: string },
): readonly WorkatoMessage[] {
  const messages = recorded.map((event) => {
    expect(event.origin).toBe(origin);
    return messageSchema.parse(JSON.parse(z.string().parse(event.data)));
  });
  expect(messages[0]?.type, 'the first message').toBe('heightChange');
  for (const event of messages) {
    if (event.type === 'connectionStatusChange') expect(event.error).toBe(event.payload.error);
  }
  expectNoRepeatedHeight(messages.flatMap((event) => (event.type === 'heightChange' ? [event.payload.height] : [])));
  return messages;
}

/** Asserts that no two successive height messages have the same height. */
export function expectNoRepeatedHeight(heights: readonly number[]): void {
  expect(heights.filter((height, index) => height === heights[index - 1])).toEqual([]);
}
