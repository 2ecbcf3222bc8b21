import { parseSignInContext } from '../auth/session.ts';
import { TokenExpiredError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** Whom to sign out, and who does it. */
export interface SignOutOptions {
  readonly scope: TenantScope;
  /** `null`: everybody of the tenant. */
  readonly userKey: string | null;
  readonly actor: Actor | null;
}

/**
 * Signs out a tenant, or one of its users: their sessions end with their next request on every process, their open sign-ins
 * are cancelled, and their embed tokens from before open no page.
 *
 * Resolves to the time from which on embed tokens are accepted: see {@link tokensNotBefore}.
 */
export async function signOut(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  { scope, userKey, actor }: SignOutOptions,
): Promise<number> {
  const signedOutAt = now();
  await store.write(async (stores) => {
    await stores.signOuts.record(scope, userKey, signedOutAt);
    for (const signIn of await stores.signIns.listOpen(scope, signedOutAt)) {
      const isTheirs = userKey === null || parseSignInContext(signIn.context)?.userKey === userKey;
      // A sign-in that is being finished sees the sign-out when it stores its result.
      if (!isTheirs || signIn.status === 'exchanging') continue;
      await stores.signIns.change(signIn, { status: 'cancelled', secrets: null }, signedOutAt);
    }
    await recordEvent(stores, { type: 'tenant.signed_out', scope, userKey, actor, now: signedOutAt });
  });
  return tokensNotBefore(signedOutAt);
}

/**
 * Returns from when on embed tokens are accepted after a sign-out: the next full second. The `iat` of most tokens has no
 * fractions of a second, so an earlier token of the same second could not be told from a later one.
 */
export function tokensNotBefore(signedOutAt: number): number {
  return (Math.floor(signedOutAt / 1000) + 1) * 1000;
}

/** Something that a sign-out ends: a session or a sign-in. */
export interface OwnedByUser {
  readonly scope: TenantScope;
  readonly userKey: string | null;
  /** Milliseconds since 1970, by the clock of the server. */
  readonly createdAt: number;
}

/** Tells whether the tenant or the user was signed out since a session or a sign-in was created. */
export async function isSignedOut(
  { signOuts }: Pick<Stores, 'signOuts'>,
  { scope, userKey, createdAt }: OwnedByUser,
): Promise<boolean> {
  const signedOutAt = await signOuts.last(scope, userKey);
  return signedOutAt !== undefined && createdAt <= signedOutAt;
}

/** Throws `TokenExpiredError` if the tenant or the user of an embed token was signed out since the token was issued. */
export async function requireIssuedAfterSignOut(
  { signOuts }: Pick<Stores, 'signOuts'>,
  { scope, userKey, issuedAt }: Omit<OwnedByUser, 'createdAt'> & { readonly issuedAt: number },
): Promise<void> {
  const signedOutAt = await signOuts.last(scope, userKey);
  if (signedOutAt !== undefined && issuedAt < tokensNotBefore(signedOutAt))
    throw new TokenExpiredError('issued before the last sign-out of the tenant or the user');
}
