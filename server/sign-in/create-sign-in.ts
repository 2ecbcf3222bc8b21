import { createOpaqueToken } from '../auth/opaque-token.ts';
import { serializeSessionContext } from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { StoredSignIn, SignInStatus } from '../store/sign-in-store.ts';
import { isSignedOut } from '../connections/sign-out.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { SessionExpiredError } from '../errors.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { sealSecrets } from './stored-sign-in.ts';

/** Time that a person has to sign in, counted from the moment that the dialog shows the link. */
export const SIGN_IN_LIFETIME_SECONDS = 600;

const TOKEN_PREFIX = 'ecf_';

/** The connection to sign in for, and the session that asks for it. */
export interface CreateSignInOptions {
  readonly connection: StoredConnection;
  /** The connector's inputs, validated. */
  readonly inputs: Credentials;
  readonly context: SessionContext;
  /** When the session was created that asks for it. Milliseconds since 1970. */
  readonly sessionCreatedAt: number;
  /** BCP 47. */
  readonly locale: string;
}

/** A new sign-in and the token of its link. */
export interface CreatedSignIn {
  readonly signIn: StoredSignIn;
  /** The token in the link. It is not stored, so it cannot be read again. */
  readonly token: string;
}

/**
 * Creates a sign-in. Cancels the tenant's oldest unopened sign-in if there are {@link MAX_UNOPENED_SIGN_INS} already. Throws
 * `SessionExpiredError` if the user was signed out while the request was running.
 */
export async function createSignIn(
  deps: UseCaseDeps,
  { connection, inputs, context, sessionCreatedAt, locale }: CreateSignInOptions,
): Promise<CreatedSignIn> {
  const { token, hash: tokenHash } = createOpaqueToken(TOKEN_PREFIX);
  const now = deps.now();
  const signIn = await deps.store.write(async (stores) => {
    const { userKey } = context;
    if (await isSignedOut(stores, { scope: connection, userKey, createdAt: sessionCreatedAt }))
      throw new SessionExpiredError();
    const created = await stores.signIns.create(connection, {
      connectionId: connection.id,
      connector: connection.connector,
      context: serializeSessionContext(context),
      locale,
      tokenHash,
      createdAt: now,
      expiresAt: now + SIGN_IN_LIFETIME_SECONDS * 1000,
    });
    const secrets = sealSecrets(deps.vault, created, { values: inputs.values });
    await cancelOldest(stores, connection, { statuses: ['created'], limit: MAX_UNOPENED_SIGN_INS, now });
    return (await stores.signIns.change(created, { secrets }, now)) ?? created;
  });
  return { signIn, token };
}

/** A tenant can have this many sign-ins that were opened and have not ended. */
export const MAX_STARTED_SIGN_INS = 20;

/** A tenant can have this many sign-ins that were not opened yet. Each visible dialog creates one. */
const MAX_UNOPENED_SIGN_INS = 200;

/** Statuses that count together, and how many sign-ins may have them. */
export interface SignInLimit {
  readonly statuses: readonly SignInStatus[];
  readonly limit: number;
  readonly now: number;
}

/** Cancels a tenant's oldest sign-ins with the given statuses, so that at most `limit` of them remain. */
export async function cancelOldest(
  { signIns }: Pick<Stores, 'signIns'>,
  scope: TenantScope,
  { statuses, limit, now }: SignInLimit,
): Promise<void> {
  const open = (await signIns.listOpen(scope, now)).filter(({ status }) => statuses.includes(status));
  for (const signIn of open.slice(0, Math.max(0, open.length - limit))) {
    await signIns.change(signIn, { status: 'cancelled', secrets: null }, now);
  }
}
