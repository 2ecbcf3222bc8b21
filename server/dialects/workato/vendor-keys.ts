import type { OrganizationConfig } from '../../config/config.ts';
import { importPublicKey } from '../../config/import-key.ts';
import type { UseCaseDeps } from '../../connections/use-case-deps.ts';
import { ForbiddenError, InvalidRequestError } from '../../errors.ts';
import type { Actor } from '../../store/activity-store.ts';
import { WHOLE_ORGANIZATION } from '../../store/activity-store.ts';
import type { Stores } from '../../store/store.ts';
import { recordEvent } from '../../webhooks/record-event.ts';
import type { AddedVendorKeys } from './token.ts';

/** Tokens that the key before has signed are still on their way when a back end changes its key. */
const PREVIOUS_KEY_MS = 600_000;

/** Whether back ends may add keys with an access token. */
function acceptsKeys({ dialects }: OrganizationConfig): boolean {
  return dialects['workato']?.['keysByApi'] === true;
}

/** Returns the keys that back ends have added. Reads them for each token, so that every process knows them at once. */
export function addedVendorKeys({
  store,
  now,
}: {
  readonly store: Pick<Stores, 'vendorKeys'>;
  readonly now: () => number;
}): AddedVendorKeys {
  return async (organization, vendorId) => {
    if (!acceptsKeys(organization)) return [];
    const keys = await store.vendorKeys.list(organization.slug, vendorId, now());
    return keys.flatMap(({ publicKey }) => {
      const imported = importPublicKey(publicKey, 'RS256');
      return 'key' in imported ? [{ algorithm: 'RS256' as const, key: imported.key, vendorId }] : [];
    });
  };
}

/** A key to add, and who adds it. */
export interface AddVendorKeyOptions {
  readonly organization: OrganizationConfig;
  /** PEM. */
  readonly pem: string;
  readonly actor: Actor;
}

/**
 * Adds a public key for the only vendor of an organization, and resolves to the id of the vendor. It replaces an earlier key
 * that was added in this way after ten minutes, and never a key of the configuration.
 *
 * Throws `ForbiddenError` if the organization does not accept keys, and `InvalidRequestError` if it does not have exactly one
 * vendor, or if the key is not usable.
 */
export async function addVendorKey(
  deps: Pick<UseCaseDeps, 'store' | 'now'> & { readonly organizations: Iterable<OrganizationConfig> },
  { organization, pem, actor }: AddVendorKeyOptions,
): Promise<string> {
  if (!acceptsKeys(organization)) {
    throw new ForbiddenError('The organization accepts no keys by API. Set workato.keysByApi in its configuration.');
  }
  const vendorId = onlyVendor(organization);
  const imported = importPublicKey(pem, 'RS256');
  if ('issue' in imported) throw keyIssue(imported.issue);
  if (signsOtherTokens(deps.organizations, { der: imported.key.export({ type: 'spki', format: 'der' }), vendorId })) {
    throw keyIssue('is a key of the configuration for other tokens');
  }
  const now = deps.now();
  const { slug } = organization;
  const publicKey = imported.key.export({ type: 'spki', format: 'pem' }).toString();
  await deps.store.write(async (stores) => {
    const key = { organization: slug, vendorId, fingerprint: imported.fingerprint, publicKey };
    await stores.vendorKeys.add(key, { now, previousUntil: now + PREVIOUS_KEY_MS });
    const scope = { organization: slug, tenantId: WHOLE_ORGANIZATION };
    await recordEvent(stores, { type: 'signing_key.added', scope, vendorId, actor, now });
  });
  return vendorId;
}

function onlyVendor({ keys }: OrganizationConfig): string {
  const [vendorId, ...others] = new Set(keys.flatMap((key) => key.vendorId ?? []));
  if (vendorId === undefined) throw new InvalidRequestError('The organization has no key with a vendorId.');
  if (others.length > 0) {
    const names = [vendorId, ...others].join(', ');
    throw new InvalidRequestError(
      `The organization has more than one vendorId: ${names}. Set their keys in its configuration.`,
    );
  }
  return vendorId;
}

/** One key has one kind of tokens, so that no token has two meanings. The configuration has the same rule for its keys. */
function signsOtherTokens(
  organizations: Iterable<OrganizationConfig>,
  { der, vendorId }: { readonly der: Buffer; readonly vendorId: string },
): boolean {
  return [...organizations].some(({ keys }) =>
    keys.some(
      ({ key, ...known }) =>
        known.vendorId !== vendorId && key.type === 'public' && key.export({ type: 'spki', format: 'der' }).equals(der),
    ),
  );
}

function keyIssue(message: string): InvalidRequestError {
  return new InvalidRequestError('The key cannot be used.', [{ path: 'key', message }]);
}
