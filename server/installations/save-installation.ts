import type { SaveInstallationRequest, Schedule } from '../../widget/protocol/installation.ts';
import { requireConnector } from '../connections/visible-connections.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import type { FieldIssue } from '../errors.ts';
import type { Installation } from '../store/installation-store.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { requireConsent } from './consent.ts';
import { createInstallation, firstUnconnected } from './ensure-installation.ts';
import { findDraft } from './installation-draft.ts';
import type { InstallationOwner } from './installation-owner.ts';
import { scheduleIssues } from './schedule.ts';
import { openDraftSecrets, openSecretSettings, sealSecretSettings } from './secret-settings.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings, mergeSecrets, withSecrets } from './setting-values.ts';
import { settingsValidator } from './validate-settings.ts';
import type { ValidateSettings } from './validate-settings.ts';

type SaveDeps = Pick<UseCaseDeps, 'store' | 'vault' | 'now'>;

/** What a person saves, and who the person is. */
export interface SaveOptions extends EventCause {
  readonly request: SaveInstallationRequest;
}

/**
 * Installs an integration with the settings and the schedule that a person chose, or saves changes. Deletes the person's
 * draft. Of two tabs that install at once, the second one saves changes.
 *
 * Throws `ConsentRequiredError`, `InvalidRequestError` with every wrong setting, and `ConflictError` if the integration is
 * not installed and a connector of it is not connected.
 */
export async function saveInstallation(deps: SaveDeps, owner: InstallationOwner, options: SaveOptions): Promise<void> {
  const validate = await settingsValidator(owner.integration.settings);
  await deps.store.write((stores) => save(stores, { deps, owner, options, validate }));
}

interface SaveWork {
  readonly deps: SaveDeps;
  readonly owner: InstallationOwner;
  readonly options: SaveOptions;
  readonly validate: ValidateSettings;
}

async function save(stores: Stores, work: SaveWork): Promise<void> {
  const { deps, owner, options, validate } = work;
  const { vault } = deps;
  const { scope, integration, userKey, personKey } = owner;
  await requireConsent(stores, owner);
  const existing = await stores.installations.findByIntegration(scope, integration.slug, userKey);
  const draft = await findDraft(stores, owner);
  const divided = divideSettings(settingFields(integration.settings), options.request.settings, { hidden: 'drop' });
  const stored = {
    ...(existing && openSecretSettings(vault, existing)),
    ...(draft && openDraftSecrets(vault, draft)),
  };
  const secrets = mergeSecrets(stored, divided);
  const schedule = chosenSchedule(work, existing);
  const issues = [...validate(withSecrets(divided.settings, secrets)), ...schedule.issues];
  if (issues.length > 0) throw new InvalidRequestError('Some values are wrong.', issues);
  if (!existing) await requireConnections(stores, owner);

  const now = deps.now();
  const settings = JSON.stringify(divided.settings);
  const installed =
    existing ??
    (await createInstallation(stores, vault, {
      ...{ scope, userKey, integration: integration.slug, settings },
      ...{ schedule: schedule.expression, timeZone: schedule.timeZone, now },
    }));
  const changes = {
    settings,
    secretSettings: sealSecretSettings(vault, installed, secrets),
    schedule: schedule.expression,
    timeZone: schedule.timeZone,
  };
  const cause = pickCause(options);
  const origin = { now, updatedBy: cause.actor?.id ?? null };
  const installation = await stores.installations.change(scope, installed.id, changes, origin);
  if (!installation) throw new TypeError('The installation was deleted within the transaction.');
  await stores.installationDrafts.delete(scope, { integration: integration.slug, userKey: personKey });
  const type = existing ? 'installation.updated' : 'installation.created';
  await recordEvent(stores, { type, installation, ...cause, now });
}

/** The schedule to store. Without a choice, it stays as it is, or is the one in the configuration. */
function chosenSchedule(
  { owner: { integration }, options }: SaveWork,
  existing: Installation | undefined,
): Schedule & { readonly issues: readonly FieldIssue[] } {
  if (!integration.schedule.editable) {
    const expression = existing?.schedule ?? integration.schedule.default;
    return { expression, timeZone: existing?.timeZone ?? 'UTC', issues: [] };
  }
  const { expression, timeZone } = options.request.schedule;
  const issues = scheduleIssues({ expression, timeZone }, integration.schedule);
  return {
    expression: expression.trim(),
    timeZone,
    issues: issues.map(({ part, message }) => ({ path: `schedule.${part}`, message })),
  };
}

/** Throws `ConflictError` if a person still has to connect something. */
async function requireConnections(stores: Stores, owner: InstallationOwner): Promise<void> {
  const missing = await firstUnconnected(stores, owner);
  if (missing === undefined) return;
  const { name } = requireConnector(owner.organization, missing);
  throw new ConflictError(`${name} is not connected. Connect it first.`);
}
