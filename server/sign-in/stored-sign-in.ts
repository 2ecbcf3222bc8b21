import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { hashOpaqueToken, createOpaqueToken } from '../auth/opaque-token.ts';
import { parseSignInContext } from '../auth/session.ts';
import { isProviderError, storeProviderError } from '../connections/provider-error.ts';
import { SignInBrowserMismatchError, EmbedError, InternalError } from '../errors.ts';
import { lazySchema } from '../lazy-schema.ts';
import type { StoredSignIn, SignInChange } from '../store/sign-in-store.ts';
import type { Store } from '../store/store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import { causeOf } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { changeSignIn } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/**
 * First part of the record name that the vault authenticates with the secrets of a sign-in.
 *
 * Stored sign-ins were sealed with it, so it never changes.
 */
const RECORD_PREFIX = 'flow';

/** The names are stored, so they never change. */
const secretsSchema = lazySchema(() =>
  z.strictObject({
    /** Inputs of the connector. */
    values: z.record(z.string(), z.string()),
    /** The code that the dialog shows, if a person has to enter one on the page of the link. */
    code: z.string().exactOptional(),
    /** The authorization request that the browser was sent to the provider with. `kept` is what its callback needs. */
    run: z
      .strictObject({ state: z.string(), location: z.string(), kept: z.record(z.string(), z.string()) })
      .exactOptional(),
  }),
);

/** The parts of a sign-in that are stored encrypted, so that the database alone does not reveal them. */
export type SignInSecrets = z.output<ReturnType<typeof secretsSchema>>;

/** Encrypts the secrets of a sign-in for its row. */
export function sealSecrets(
  vault: Vault,
  signIn: Pick<StoredSignIn, 'organization' | 'tenantId' | 'id'>,
  secrets: SignInSecrets,
) {
  return vault.seal(secretsLocation(signIn), JSON.stringify(secrets));
}

/** Reads and decrypts the secrets of a sign-in. Resolves to `undefined` if the sign-in has ended, which deletes them. */
export async function openSecrets(
  { store, vault }: { readonly store: Pick<Store, 'signIns'>; readonly vault: Vault },
  signIn: Pick<StoredSignIn, 'organization' | 'tenantId' | 'id'>,
): Promise<SignInSecrets | undefined> {
  const sealed = await store.signIns.secrets(signIn, signIn.id);
  return sealed && secretsSchema().parse(JSON.parse(vault.open(secretsLocation(signIn), sealed)));
}

function secretsLocation({
  organization,
  tenantId,
  id,
}: Pick<StoredSignIn, 'organization' | 'tenantId' | 'id'>): SecretLocation {
  return { organization, tenantId, record: `${RECORD_PREFIX}:${id}`, field: 'secrets' };
}

/** After this time, the process that was exchanging the code must have died. */
const EXCHANGE_TIMEOUT_MS = 45_000;

/** Tells whether a sign-in can still be continued by its link or its callback. */
export function isOpen({ status, expiresAt }: StoredSignIn, now: number): boolean {
  return now < expiresAt && (status === 'created' || status === 'confirming' || status === 'started');
}

/** Tells whether the process that was finishing a sign-in has died, so that the sign-in will never end. */
export function isAbandoned({ status, updatedAt }: StoredSignIn, now: number): boolean {
  return status === 'exchanging' && now - updatedAt > EXCHANGE_TIMEOUT_MS;
}

/** Tells whether the status of a sign-in is final. */
export function isEnded({ status }: Pick<StoredSignIn, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

const BINDING_PREFIX = 'ecb_';

/** Reads the binding token of a sign-in, by its id, from the cookies of a request. */
export type BrowserBindings = (signInId: number) => string | undefined;

/** Creates the binding token that identifies the one browser that may continue a sign-in. */
export function newBrowserBinding() {
  return createOpaqueToken(BINDING_PREFIX);
}

/** Tells whether a request comes from the browser that a sign-in is bound to. */
export function isSameBrowser({ id, browserBindingHash }: StoredSignIn, bindings: BrowserBindings): boolean {
  const bindingToken = bindings(id);
  return (
    bindingToken !== undefined &&
    browserBindingHash !== null &&
    timingSafeEqual(hashOpaqueToken(bindingToken), browserBindingHash)
  );
}

/**
 * Records, once per sign-in, that a request did not match the sign-in, and returns the error for that request.
 *
 * The sign-in itself continues, so that a person who only knows the address cannot stop it.
 *
 * @param reason What did not match, for the log and the activity.
 */
export async function recordBrowserMismatch(
  deps: Pick<SignInDeps, 'store' | 'events' | 'now'>,
  signIn: StoredSignIn,
  reason: string,
): Promise<SignInBrowserMismatchError> {
  if (!signIn.mismatchRecorded) {
    await changeSignIn(deps, signIn, { mismatchRecorded: true }, async (stores, now) => {
      const actor = parseSignInContext(signIn.context)?.actor ?? null;
      await recordEvent(stores, { type: 'sign_in.browser_mismatch', signIn, reason, actor, now });
    });
  }
  return new SignInBrowserMismatchError(`${reason}, sign-in ${signIn.id} of ${signIn.connector}`);
}

/**
 * Ends a sign-in with an error. If the provider refused, records the refusal on the connection too.
 *
 * Does nothing if the status of the sign-in has changed since it was read.
 */
export async function failSignIn(
  deps: Pick<SignInDeps, 'store' | 'events' | 'now'>,
  signIn: StoredSignIn,
  error: unknown,
): Promise<void> {
  const problem = isProviderError(error) ? error.problem : { code: errorCodeOf(error) };
  const change: SignInChange = { status: 'failed', problem, secrets: null };
  const failed = await changeSignIn(deps, signIn, change, async (stores, now) => {
    const connection = await stores.connections.find(signIn, signIn.connectionId);
    if (!connection || !isProviderError(error)) return;
    const context = parseSignInContext(signIn.context);
    const cause = context ? causeOf(context) : { actor: null };
    await storeProviderError(stores, { connection, ...cause, problem }, now);
  });
  if (failed) return;
  const current = await deps.store.signIns.find(signIn, signIn.id);
  // Only a detail has changed, such as `mismatchRecorded`. Try again with the current row.
  if (current && current.status === signIn.status) await failSignIn(deps, current, error);
}

function errorCodeOf(error: unknown) {
  return (error instanceof EmbedError ? error : new InternalError()).code;
}
