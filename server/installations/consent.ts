import { createHash } from 'node:crypto';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { ConflictError, ConsentRequiredError, NotFoundError } from '../errors.ts';
import type { StoredConsent } from '../store/consent-store.ts';
import type { Installation } from '../store/installation-store.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { hasConsent, installationOwner } from './installation-owner.ts';
import type { InstallationOwner } from './installation-owner.ts';
import { withoutSecrets } from './secret-settings.ts';

/** Whose consent it is, and to what. */
type ConsentSubject = Pick<InstallationOwner, 'scope' | 'integration' | 'userKey'>;

/** 120 bits in base64url. */
const TEXT_ID_LENGTH = 20;

/** Identifies the text that people agree to, in all languages. It changes with each change of the text. */
export function consentTextId(integration: Pick<IntegrationConfig, 'consent'>): string {
  return Buffer.from(textHash(integration)).toString('base64url').slice(0, TEXT_ID_LENGTH);
}

function textHash({ consent }: Pick<IntegrationConfig, 'consent'>): Uint8Array {
  const texts = Object.entries(consent.text).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return new Uint8Array(createHash('sha256').update(JSON.stringify(texts)).digest());
}

/** Finds the consent to the present text. `undefined`: not given, withdrawn, or given to an earlier text. */
export async function findConsent(
  { consents }: Pick<Stores, 'consents'>,
  { scope, integration, userKey }: ConsentSubject,
): Promise<StoredConsent | undefined> {
  if (!hasConsent(integration)) return undefined;
  const consent = await consents.find(scope, { integration: integration.slug, userKey });
  return consent && isPresentConsent(integration, consent) ? consent : undefined;
}

/** Tells whether a consent is one to the present text, and was not withdrawn. */
export function isPresentConsent(integration: Pick<IntegrationConfig, 'consent'>, consent: StoredConsent): boolean {
  return consent.withdrawnAt === null && Buffer.from(consent.textHash).equals(textHash(integration));
}

/** Tells whether the integration may be used, as far as consent is concerned. */
export async function hasRequiredConsent(stores: Pick<Stores, 'consents'>, subject: ConsentSubject): Promise<boolean> {
  return !subject.integration.consent.required || (await findConsent(stores, subject)) !== undefined;
}

/**
 * Returns an installation as people, back ends and webhooks see it: see {@link presentPause}. Settings that are secret now are
 * not in it.
 */
export async function shownInstallation(
  { consents }: Pick<Stores, 'consents'>,
  installation: Installation,
  integration: IntegrationConfig | undefined,
): Promise<Installation> {
  if (!integration) return installation;
  const consent = asksForConsent(installation, integration)
    ? await consents.find(installation, installation)
    : undefined;
  return presentPause(withoutSecrets(installation, integration), integration, consent);
}

/** Does the same as {@link shownInstallation} for the installations of one organization, and reads their consents at once. */
export async function shownInstallations(
  { consents }: { readonly consents: Pick<Stores['consents'], 'findMany'> },
  { slug, integrations }: Pick<OrganizationConfig, 'slug' | 'integrations'>,
  installations: readonly Installation[],
): Promise<readonly Installation[]> {
  const integrationOf = (installation: Installation) => integrations.get(installation.integration);
  const asking = installations.filter((installation) => {
    const integration = integrationOf(installation);
    return integration && asksForConsent(installation, integration);
  });
  const given = asking.length > 0 ? await consents.findMany(slug, asking) : [];
  return installations.map((installation) => {
    const integration = integrationOf(installation);
    if (!integration) return installation;
    const consent = given.find(
      (known) =>
        known.tenantId === installation.tenantId &&
        known.integration === installation.integration &&
        known.userKey === installation.userKey,
    );
    return presentPause(withoutSecrets(installation, integration), integration, consent);
  });
}

/**
 * Returns an installation as paused while a required consent is missing. After a new text in the configuration, the database
 * has the pause only when the next run was due.
 *
 * @param consent The newest consent of the installation's owner, to any text.
 */
function presentPause(
  installation: Installation,
  integration: IntegrationConfig,
  consent: StoredConsent | undefined,
): Installation {
  const isMissing = asksForConsent(installation, integration) && !(consent && isPresentConsent(integration, consent));
  return isMissing ? { ...installation, paused: true, awaitsConsent: true } : installation;
}

/** Tells whether a missing consent would pause an installation. */
function asksForConsent({ paused }: Installation, { consent }: Pick<IntegrationConfig, 'consent'>): boolean {
  return consent.required && !paused;
}

/** Throws `ConsentRequiredError` unless {@link hasRequiredConsent}. */
export async function requireConsent(stores: Pick<Stores, 'consents'>, subject: ConsentSubject): Promise<void> {
  if (!(await hasRequiredConsent(stores, subject))) throw new ConsentRequiredError();
}

/**
 * Throws `ConsentRequiredError` if a session may not connect yet. Only pages that ask for consent require it: the ones about
 * an integration.
 */
export async function checkSessionConsent(
  stores: Pick<Stores, 'consents'>,
  session: Parameters<typeof installationOwner>[0],
): Promise<void> {
  if (session.context.subject.kind === 'integration') await requireConsent(stores, installationOwner(session));
}

/** A consent that a person gives. */
export interface GiveConsentOptions extends EventCause {
  /** Language in which the person read the text. */
  readonly locale: string;
  /** The text that the person read: see {@link consentTextId}. Absent: the present one. */
  readonly textId?: string | undefined;
}

/**
 * Stores a consent to the present text, and resumes the installation if it was paused only because there was none. Does
 * nothing if the consent was given before.
 *
 * Throws `ConflictError` if the person read another text, and `NotFoundError` if there is none.
 */
export async function giveConsent(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  owner: ConsentSubject,
  { locale, textId, ...cause }: GiveConsentOptions,
): Promise<void> {
  const { scope, integration, userKey } = owner;
  if (!hasConsent(integration)) throw new NotFoundError('This integration has no text to agree to.');
  if (textId !== undefined && textId !== consentTextId(integration)) {
    throw new ConflictError('The text has changed. Read it again before you agree.');
  }
  const givenAt = now();
  await store.write(async (stores) => {
    if (await findConsent(stores, owner)) return;
    const { organization, tenantId } = scope;
    const subject = { organization, tenantId, integration: integration.slug, userKey };
    await stores.consents.give({ ...subject, textHash: textHash(integration), locale, actor: cause.actor, givenAt });
    const installed = await stores.installations.findByIntegration(scope, integration.slug, userKey);
    const event = { scope, userKey, integration: integration.slug, installationId: installed?.id };
    await recordEvent(stores, { type: 'consent.given', ...event, ...pickCause(cause), now: givenAt });
    if (installed?.awaitsConsent) {
      await change(stores, installed, { paused: false }, { integration, cause, now: givenAt });
    }
  });
}

/** Why an installation changes. */
interface ChangeOrigin {
  readonly integration: IntegrationConfig;
  readonly cause: EventCause;
  readonly now: number;
}

/** Pauses an installation until a consent is given. Call it within a transaction. */
export async function pauseUntilConsent(
  stores: Stores,
  installation: Installation,
  origin: ChangeOrigin,
): Promise<void> {
  await change(stores, installation, { paused: true, awaitsConsent: true }, origin);
}

async function change(
  stores: Stores,
  installation: Installation,
  changes: { readonly paused: boolean; readonly awaitsConsent?: boolean },
  { integration, cause, now }: ChangeOrigin,
): Promise<void> {
  const origin = { now, updatedBy: cause.actor?.id ?? null };
  const changed = await stores.installations.change(installation, installation.id, changes, origin);
  if (!changed) return;
  await recordEvent(stores, {
    type: 'installation.updated',
    ...{ installation: withoutSecrets(changed, integration), change: changes.paused ? 'paused' : 'resumed' },
    ...{ ...pickCause(cause), now },
  });
}

/**
 * Withdraws a consent, and pauses the installation until it is given again. Does nothing if no consent is there to withdraw.
 */
export async function withdrawConsent(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  { scope, integration, userKey }: ConsentSubject,
  options: EventCause,
): Promise<void> {
  const at = now();
  const cause = pickCause(options);
  await store.write(async (stores) => {
    const consent = { integration: integration.slug, userKey };
    if (!(await stores.consents.withdraw(scope, consent, at))) return;
    const installed = await stores.installations.findByIntegration(scope, integration.slug, userKey);
    const event = { scope, ...consent, installationId: installed?.id };
    await recordEvent(stores, { type: 'consent.withdrawn', ...event, ...cause, now: at });
    if (installed && !installed.paused) await pauseUntilConsent(stores, installed, { integration, cause, now: at });
  });
}
