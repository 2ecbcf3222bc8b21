import { z } from 'zod';

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

const sessionContextSchema = z.strictObject({
  /** Which dialect opened the page. */
  dialect: z.string(),
  /** The acting user of the tenant, if the token named one. */
  userKey: z.string().nullable(),
  /** Who stands in the activity log for what happens here. */
  actor: z.strictObject({ id: z.string(), name: z.string().exactOptional() }).nullable(),
  connector: z.string(),
  /** Set when the session may see exactly this connection; else it sees the tenant's connections of the connector. */
  connectionId: z.number().int().nullable(),
  /** Whose connections of the connector: the tenant's or the user's. */
  sharing: z.enum(['account', 'user']),
  /** What a success installs: the slug of an integration, or of a connector that stands for itself. */
  installs: z.string().nullable(),
  /** What the dialect wants to remember of the token. Never a credential. */
  claims: z.record(z.string(), z.unknown()),
});

/** What the session of a dialog may do and for whom. Stored with the session as JSON. */
export type SessionContext = z.output<typeof sessionContextSchema>;

/** Version of stored contexts. Increase it when a build that has this schema could not understand what is stored. */
const CONTEXT_VERSION = 1;

/** Writes a context for {@link parseSessionContext}. */
export function serializeSessionContext(context: SessionContext): string {
  return JSON.stringify({ version: CONTEXT_VERSION, ...context });
}

/**
 * Reads a stored context. `undefined` when this build does not understand it, for example because a newer one wrote it:
 * the session or sign-in then counts as expired.
 */
export function parseSessionContext(json: string): SessionContext | undefined {
  try {
    // Contexts that were stored before there was a version have none.
    const { version = CONTEXT_VERSION, ...context } = z.record(z.string(), z.unknown()).parse(JSON.parse(json));
    return version === CONTEXT_VERSION ? sessionContextSchema.safeParse(context).data : undefined;
  } catch {
    return undefined;
  }
}
