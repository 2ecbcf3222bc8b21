import type { Installation } from '../store/installation-store.ts';
import type { DraftOwner, StoredInstallationDraft } from '../store/installation-draft-store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import { isJsonObject } from '../json-object.ts';
import { isGroupValue } from '../../widget/protocol/setting-validation.ts';
import type { SettingValues } from '../../widget/protocol/installation.ts';
import type { IntegrationConfig } from '../config/config.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings } from './setting-values.ts';
import type { SecretSettings } from './setting-values.ts';

/** Version of the JSON that is sealed. Increase it when a build that has this one cannot read what is stored. */
const SECRETS_VERSION = 1;

/** Returns the secret settings of an installation. Never for an answer of a dialog, a log or a webhook. */
export function openSecretSettings(vault: Vault, installation: Installation): SecretSettings {
  return open(vault, installationLocation(installation), installation.secretSettings);
}

/** Seals the secret settings of an installation. `null` if there are none. */
export function sealSecretSettings(
  vault: Vault,
  installation: TenantScope & { readonly id: number },
  secrets: SecretSettings,
): Uint8Array | null {
  return seal(vault, installationLocation(installation), secrets);
}

/** Returns the secrets of a draft. An empty one removes the stored secret when the draft is saved. */
export function openDraftSecrets(vault: Vault, draft: StoredInstallationDraft): SecretSettings {
  return open(vault, draftLocation(draft, draft), draft.secretSettings);
}

/** Seals the secrets of a draft. `null` if there are none. */
export function sealDraftSecrets(
  vault: Vault,
  {
    scope,
    owner,
    secrets,
  }: { readonly scope: TenantScope; readonly owner: DraftOwner; readonly secrets: SecretSettings },
): Uint8Array | null {
  return seal(vault, draftLocation(scope, owner), secrets);
}

/**
 * Removes from an installation the values of what the configuration now declares as secret. They were stored when it was
 * plain text. Call it for each event about an installation and for each answer that contains one.
 *
 * @param integration `undefined`: the configuration does not describe the settings.
 */
export function withoutSecrets(
  installation: Installation,
  integration: Pick<IntegrationConfig, 'settings'> | undefined,
): Installation {
  if (!integration) return installation;
  const { secretPaths } = divideSettings(settingFields(integration.settings), {}, { hidden: 'keep' });
  if (secretPaths.length === 0) return installation;
  const secrets = new Set(secretPaths);
  const clean = (values: SettingValues, prefix: string): SettingValues =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => !secrets.has(prefix + name))
        .map(([name, value]) => [name, isGroupValue(value) ? clean(value, `${name}.`) : value]),
    );
  return { ...installation, settings: JSON.stringify(clean(JSON.parse(installation.settings) as SettingValues, '')) };
}

function installationLocation({ organization, tenantId, id }: TenantScope & { readonly id: number }): SecretLocation {
  return { organization, tenantId, record: `installation:${id}`, field: 'secret_settings' };
}

function draftLocation({ organization, tenantId }: TenantScope, { integration, userKey }: DraftOwner): SecretLocation {
  const record = `installation_draft:${JSON.stringify([integration, userKey])}`;
  return { organization, tenantId, record, field: 'secret_settings' };
}

function seal(vault: Vault, location: SecretLocation, secrets: SecretSettings): Uint8Array | null {
  if (Object.keys(secrets).length === 0) return null;
  return vault.seal(location, JSON.stringify({ version: SECRETS_VERSION, secrets }));
}

/** What a newer version has sealed counts as absent, so that the person enters it again. */
function open(vault: Vault, location: SecretLocation, sealed: Uint8Array | null): SecretSettings {
  if (sealed === null) return {};
  const stored: unknown = JSON.parse(vault.open(location, sealed));
  if (!isJsonObject(stored) || stored['version'] !== SECRETS_VERSION || !isJsonObject(stored['secrets'])) return {};
  const secrets = Object.entries(stored['secrets']).flatMap(([path, secret]) =>
    typeof secret === 'string' ? [[path, secret] as const] : [],
  );
  return Object.fromEntries(secrets);
}
