import { PERMISSIONS } from '../../widget/protocol/permissions.ts';
import type { Permission } from '../../widget/protocol/permissions.ts';
import { isAbsent, InvalidClaimError } from './claim-values.ts';

/** Maximum size of a state in UTF-8: 1 kB. It goes into receipts and webhooks. */
const MAX_STATE_BYTES = 1024;

/** What the person of a token may do, and what the host gets back with each result. */
export interface GrantClaims {
  /** In the order of `PERMISSIONS`. */
  readonly permissions: readonly Permission[];
  /** Text of the host. The server returns it unchanged and never reads it. `null` if the token has none. */
  readonly state: string | null;
}

/** The grant of a token that does not limit it. */
export const FULL_GRANT: GrantClaims = { permissions: PERMISSIONS, state: null };

/**
 * Reads `permissions` and `state`. Both decide, so a bad value throws a verified `TokenInvalidError`.
 *
 * Every list includes `view`. No permission includes another one, so that a token allows what it names and nothing else.
 */
export function readGrantClaims({
  permissions,
  state,
}: {
  readonly permissions?: unknown;
  readonly state?: unknown;
}): GrantClaims {
  return { permissions: readPermissions(permissions), state: readState(state, 'state') };
}

function readPermissions(value: unknown): readonly Permission[] {
  // An empty text is not absent here: it is what a host makes of a list of none, and must not become every permission.
  if (value === undefined || value === null) return PERMISSIONS;
  if (!Array.isArray(value)) throw new InvalidClaimError('permissions', 'is not a list');
  const named = new Set<unknown>(value);
  if (named.size === 0) throw new InvalidClaimError('permissions', 'is empty');
  const known: ReadonlySet<unknown> = new Set(PERMISSIONS);
  if (!named.isSubsetOf(known)) throw new InvalidClaimError('permissions', `lists more than ${PERMISSIONS.join(', ')}`);
  return PERMISSIONS.filter((permission) => permission === 'view' || named.has(permission));
}

/** Reads text of the host that goes back to it. Throws a verified `TokenInvalidError`. */
export function readState(value: unknown, name: string): string | null {
  if (isAbsent(value)) return null;
  if (typeof value !== 'string') throw new InvalidClaimError(name, 'is not text');
  if (Buffer.byteLength(value) > MAX_STATE_BYTES) {
    throw new InvalidClaimError(name, `is longer than ${MAX_STATE_BYTES} bytes`);
  }
  return value;
}
