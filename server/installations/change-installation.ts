import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { ConflictError } from '../errors.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { requireConsent, shownInstallation } from './consent.ts';
import { deleteDrafts } from './installation-draft.ts';
import type { InstallationOwner } from './installation-owner.ts';
import { withoutSecrets } from './secret-settings.ts';

type ChangeDeps = Pick<UseCaseDeps, 'store' | 'now'>;

/**
 * Pauses an installation or resumes it. Does nothing if it is in that state already.
 *
 * Throws `ConflictError` if it is not installed, and `ConsentRequiredError` if it may not run again.
 */
export async function setPaused(
  { store, now }: ChangeDeps,
  owner: InstallationOwner,
  { paused, ...cause }: EventCause & { readonly paused: boolean },
): Promise<void> {
  const { scope, integration, userKey } = owner;
  const at = now();
  await store.write(async (stores) => {
    const found = await stores.installations.findByIntegration(scope, integration.slug, userKey);
    if (!found) throw new ConflictError('This integration is not installed any more.');
    if (!paused) await requireConsent(stores, owner);
    // A pause by a person continues after a consent.
    if (found.paused === paused && !found.awaitsConsent) return;
    const origin = { now: at, updatedBy: cause.actor?.id ?? null };
    const changed = await stores.installations.change(scope, found.id, { paused }, origin);
    const installation = changed && withoutSecrets(changed, integration);
    if (installation)
      await recordEvent(stores, {
        type: 'installation.updated',
        ...{ installation, change: paused ? 'paused' : 'resumed' },
        ...{ ...pickCause(cause), now: at },
      });
  });
}

/** Removes an installation with its settings and drafts. Connections and consent stay. Does nothing if it is not installed. */
export async function uninstall(
  { store, now }: ChangeDeps,
  owner: InstallationOwner,
  cause: EventCause,
): Promise<void> {
  const at = now();
  await store.write((stores) => removeInstallation(stores, owner, { cause, now: at }));
}

/** Does the same as {@link uninstall}, within the caller's transaction. */
export async function removeInstallation(
  stores: Stores,
  owner: InstallationOwner,
  { cause, now }: { readonly cause: EventCause; readonly now: number },
): Promise<void> {
  const { scope, integration, userKey } = owner;
  const found = await stores.installations.findByIntegration(scope, integration.slug, userKey);
  await deleteDrafts(stores, owner);
  if (!found) return;
  const installation = await shownInstallation(stores, found, integration);
  await stores.installations.delete(scope, installation.id);
  await recordEvent(stores, { type: 'installation.deleted', installation, ...pickCause(cause), now });
}
