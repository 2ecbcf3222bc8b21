import { z } from 'zod';
import type { Subject } from '../../widget/protocol/subject.ts';

/** Prefix of the bearers of dialogs. */
export const SESSION_TOKEN_PREFIX = 'ecs_';

/** How long a session lives after its last use. */
const SESSION_IDLE_TIMEOUT_SECONDS = 3600;

/** How long a session lives at most, however much it is used: a working day. A stolen bearer is of no use after it. */
const SESSION_MAX_LIFETIME_SECONDS = 12 * 3600;

/** How many sessions one embed token can have. A page has one; each reload of a page with its token in the URL adds one. */
export const MAX_SESSIONS_PER_TOKEN = 20;

/** Use within this time of the last extension does not write again: a dialog that polls must not cost an fsync each. */
export const SESSION_EXTEND_AFTER_SECONDS = 300;

/** When a session ends that is used now. All times in milliseconds since 1970. */
export function sessionExpiresAt(createdAt: number, now: number): number {
  return Math.min(now + SESSION_IDLE_TIMEOUT_SECONDS * 1000, createdAt + SESSION_MAX_LIFETIME_SECONDS * 1000);
}

const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('connection'), connectionId: z.number().int() }),
  z.strictObject({ kind: z.literal('connector'), connector: z.string() }),
  z.strictObject({ kind: z.literal('integration'), integration: z.string() }),
  z.strictObject({ kind: z.literal('portal') }),
]) satisfies z.ZodType<Subject>;

const sessionContextSchema = z.strictObject({
  /** Which dialect opened the page. */
  dialect: z.string(),
  /** The acting user of the tenant, if the token named one. */
  userKey: z.string().nullable(),
  /** Who stands in the activity log for what happens here. */
  actor: z.strictObject({ id: z.string(), name: z.string().exactOptional() }).nullable(),
  /** What the session shows. It may see and change the connections of the subject and no others. */
  subject: subjectSchema,
  /** Whose connections of a connector the session sees: the tenant's or the user's. */
  sharing: z.enum(['account', 'user']),
  /** What a success installs: the slug of an integration, or of a connector that stands for itself. */
  installs: z.string().nullable(),
  /** What the dialect wants to remember of the token. Never a credential. */
  claims: z.record(z.string(), z.unknown()),
});

/** What the session of a dialog may do and for whom. Stored with the session as JSON. */
export type SessionContext = z.output<typeof sessionContextSchema>;

/** Version of stored contexts. Increase it when a build that has this schema cannot read what is stored. */
const CONTEXT_VERSION = 2;

/** Version 1 has a connector instead of a subject, and optionally the one connection that the session may see. */
const sessionContextV1Schema = sessionContextSchema
  .omit({ subject: true })
  .extend({ connector: z.string(), connectionId: z.number().int().nullable() })
  .transform(({ connector, connectionId, ...rest }): SessionContext => ({
    ...rest,
    subject: connectionId === null ? { kind: 'connector', connector } : { kind: 'connection', connectionId },
  }));

/** Writes a context for {@link parseSessionContext}. */
export function serializeSessionContext(context: SessionContext): string {
  return JSON.stringify({ version: CONTEXT_VERSION, ...context });
}

/**
 * Reads a stored context of this version or of the previous one. Returns `undefined` when this build cannot read it, for
 * example because a newer build wrote it: the session or sign-in then counts as expired.
 */
export function parseSessionContext(json: string): SessionContext | undefined {
  try {
    // The first contexts of version 1 were stored without a version.
    const { version = 1, ...context } = z.record(z.string(), z.unknown()).parse(JSON.parse(json));
    if (version === CONTEXT_VERSION) return sessionContextSchema.safeParse(context).data;
    return version === 1 ? sessionContextV1Schema.safeParse(context).data : undefined;
  } catch {
    return undefined;
  }
}
