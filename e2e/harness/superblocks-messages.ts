import { expect } from '@playwright/test';
import { z } from 'zod';

import type { RecordedMessage } from './message-recorder.ts';
import { expectNoRepeatedHeight, heightSchema } from './workato-messages.ts';

const text = z.string().min(1);

const connectionSchema = z.strictObject({
  id: z.int().positive(),
  connector: text,
  name: text,
  status: z.enum(['disconnected', 'connected', 'needs_reauth', 'error']),
  connected: z.boolean(),
  verified: z.boolean(),
  error: text.optional(),
});

const installationSchema = z.strictObject({
  id: z.int().positive(),
  integration: z.strictObject({ id: z.int().positive(), slug: text, name: text }),
  status: z.enum(['installed', 'paused', 'uninstalled']),
});

const emitted = <Name extends string, Payload extends z.ZodType>(eventName: Name, payload: Payload) =>
  z.strictObject({ eventName: z.literal(eventName), payload });

const emittedSchema = z.discriminatedUnion('eventName', [
  emitted('height-change', z.strictObject({ height: heightSchema })),
  emitted('connection-status-change', z.strictObject({ connection: connectionSchema })),
  emitted(
    'success',
    z.strictObject({
      connection: connectionSchema,
      receipt: z
        .string()
        .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
        .optional(),
    }),
  ),
  emitted('installation-change', z.strictObject({ installation: installationSchema })),
  emitted('navigation', z.strictObject({ view: text })),
  emitted('exit', z.strictObject({ reason: z.enum(['escape', 'closed', 'cancelled', 'finished']) })),
  emitted('error', z.strictObject({ code: text, message: text, displayMessage: text })),
  emitted('token-expired', z.strictObject({})),
]);

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('INITIALIZED'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('APP_LOADED'), data: z.strictObject({ id: text, name: text }) }),
  z.strictObject({ type: z.literal('AUTH_ERROR'), data: z.strictObject({ error: text }) }),
  z.strictObject({
    type: z.literal('NAVIGATION'),
    data: z.strictObject({
      ...{ appId: text, url: z.url(), href: z.url(), pathname: z.string().startsWith('/') },
      ...{ search: z.string(), queryParams: z.record(z.string(), z.string()) },
    }),
  }),
  z.strictObject({ type: z.literal('EMIT_EVENT'), data: emittedSchema }),
]);

/** A message that hosts of Superblocks expect. */
export type SuperblocksMessage = z.infer<typeof messageSchema>;

type Emitted = z.infer<typeof emittedSchema>;

type DataOf<Type> = Extract<SuperblocksMessage, { type: Type }>['data'];

type PayloadOf<Name> = Extract<Emitted, { eventName: Name }>['payload'];

/** The data of all messages of a type. */
export function dataOf<Type extends SuperblocksMessage['type']>(
  messages: readonly SuperblocksMessage[],
  type: Type,
): readonly DataOf<Type>[] {
  return messages.flatMap((message) => (message.type === type ? [message.data as DataOf<Type>] : []));
}

/** The payloads of all native events with a name. */
export function emittedAs<Name extends Emitted['eventName']>(
  messages: readonly SuperblocksMessage[],
  name: Name,
): readonly PayloadOf<Name>[] {
  return dataOf(messages, 'EMIT_EVENT').flatMap(({ eventName, payload }) =>
    eventName === name ? [payload as PayloadOf<Name>] : [],
  );
}

/** Asserts that a host page received only well-formed messages, all from this origin, and returns them. */
export function expectSuperblocksMessages(
  recorded: readonly RecordedMessage[],
  { origin }: { readonly origin: string },
): readonly SuperblocksMessage[] {
  const messages = recorded.map((event) => {
    expect(event.origin).toBe(origin);
    return messageSchema.parse(event.data);
  });
  expectNoRepeatedHeight(emittedAs(messages, 'height-change').map(({ height }) => height));
  return messages;
}

/** The data of the message about a view of an application, field by field. */
export function navigationTo(app: string, page: string, pathname: string, view?: string) {
  const search = view === undefined ? '' : `?view=${view}`;
  const url = page + (pathname === '/' ? '' : pathname) + search;
  return { appId: app, url, href: url, pathname, search, queryParams: view === undefined ? {} : { view } };
}
