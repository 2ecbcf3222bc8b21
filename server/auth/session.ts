import { z } from 'zod';
import { PERMISSIONS } from '../../widget/protocol/permissions.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import { lazySchema } from '../lazy-schema.ts';
import { FULL_GRANT } from './claim-values.ts';

/** Prefix of the bearers of dialog sessions. */
export const SESSION_TOKEN_PREFIX = 'ecs_';

/** A session expires this long after its last use. */
const SESSION_IDLE_TIMEOUT_SECONDS = 3600;

/** Maximum lifetime of a session, even if it is used: a working day. It limits the use of a stolen bearer. */
const SESSION_MAX_LIFETIME_SECONDS = 12 * 3600;

/**
 * Maximum number of sessions of one embed token. A page has one session. Each reload of a page with its token in the
 * URL adds one.
 */
export const MAX_SESSIONS_PER_TOKEN = 20;

/**
 * A use within this time of the last extension writes nothing, so that a polling dialog does not cost an fsync per
 * request.
 */
export const SESSION_EXTEND_AFTER_SECONDS = 300;

/** Returns the new expiry of a session that is used now. All times are in milliseconds since 1970. */
export function sessionExpiresAt(createdAt: number, now: number): number {
  return Math.min(now + SESSION_IDLE_TIMEOUT_SECONDS * 1000, createdAt + SESSION_MAX_LIFETIME_SECONDS * 1000);
}

const subjectSchema = lazySchema(
  () =>
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('connection'), connectionId: z.number().int() }),
      z.strictObject({ kind: z.literal('connector'), connector: z.string() }),
      z.strictObject({ kind: z.literal('integration'), integration: z.string() }),
      z.strictObject({ kind: z.literal('portal') }),
    ]) satisfies z.ZodType<Subject>,
);

const sessionContextSchema = lazySchema(() =>
  z.strictObject({
    /** The dialect of the page that opened the session. */
    dialect: z.string(),
    /** The acting user of the tenant, if the token named one. */
    userKey: z.string().nullable(),
    /** The actor in the activity log. */
    actor: z.strictObject({ id: z.string(), name: z.string().exactOptional() }).nullable(),
    /** What the session shows. It may see and change the connections of the subject and no others. */
    subject: subjectSchema(),
    /** Whose connections of a connector the session sees: the tenant's or the user's. */
    sharing: z.enum(['account', 'user']),
    /** What the person may do. */
    permissions: z.array(z.enum(PERMISSIONS)).readonly(),
    /** Text of the host that goes back to it with each result. */
    state: z.string().nullable(),
    /** `embed_state` of the token, which goes into webhooks. */
    embedState: z.string().exactOptional(),
    /** The access token of the back end that requested the token of this session. The session ends when it is revoked. */
    accessTokenId: z.number().int().exactOptional(),
    /** What a success installs: the slug of an integration, or of a connector alone. */
    installs: z.string().nullable(),
    /** What a portal shows. Absent if the page is no portal: then the session keeps its subject. */
    filter: z
      .strictObject({
        integrations: z.array(z.string()).readonly(),
        hiddenIntegrations: z.array(z.string()).readonly(),
        groups: z.array(z.string()).readonly(),
        integrationName: z.string().exactOptional(),
      })
      .exactOptional(),
    /** Claims of the token that the dialect needs later. They contain no credential. */
    claims: z.record(z.string(), z.unknown()),
  }),
);

/** Owner and rights of a dialog session. Stored with the session as JSON. */
export type SessionContext = z.output<ReturnType<typeof sessionContextSchema>>;

/** Version of stored contexts. Increase it when a build that has this schema cannot read what is stored. */
const CONTEXT_VERSION = 3;

/** Version 2 has neither permissions nor a state. */
const sessionContextV2Schema = lazySchema(() =>
  sessionContextSchema()
    .omit({ permissions: true, state: true })
    .transform((context): SessionContext => ({ ...context, ...FULL_GRANT })),
);

/** Writes a context for {@link parseSessionContext} and {@link parseSignInContext}. */
export function serializeSessionContext(context: SessionContext): string {
  return JSON.stringify({ version: CONTEXT_VERSION, ...context });
}

/**
 * Reads the stored context of a session.
 *
 * Returns `undefined` for the context of another version: a dialog of the previous version has a script that does not
 * understand the responses of this one. The session then counts as expired, and the page has to be loaded again.
 */
export function parseSessionContext(json: string): SessionContext | undefined {
  return parseContext(json, { [CONTEXT_VERSION]: sessionContextSchema() });
}

/**
 * Reads the stored context of a sign-in, of this version or of the previous one: only the server reads it.
 *
 * Returns `undefined` when this build cannot read it. The sign-in then counts as expired.
 */
export function parseSignInContext(json: string): SessionContext | undefined {
  return parseContext(json, { 2: sessionContextV2Schema(), [CONTEXT_VERSION]: sessionContextSchema() });
}

const jsonObject = lazySchema(() => z.record(z.string(), z.unknown()));

function parseContext(
  json: string,
  schemas: Readonly<Record<number, z.ZodType<SessionContext>>>,
): SessionContext | undefined {
  try {
    const { version, ...context } = jsonObject().parse(JSON.parse(json));
    return typeof version === 'number' ? schemas[version]?.safeParse(context).data : undefined;
  } catch {
    return undefined;
  }
}
