import { currentSigningKey, openSigningKey } from '../auth/signing-keys.ts';
import { appearanceContrastIssues } from '../config/appearance-contrast.ts';
import type { Config, KeyAlgorithm, OrganizationConfig, ServerSettings } from '../config/config.ts';
import { visibleConnector } from '../connections/visible-connections.ts';
import { authenticator } from '../connectors/auth-types.ts';
import { dialects, pagePaths } from '../dialects/dialects.ts';
import { redirectUri } from '../sign-in/sign-in-deps.ts';
import { loadPageAssets, WIDGET_FOLDER } from '../pages/page-assets.ts';
import type { PageAssets } from '../pages/page-assets.ts';
import { tagScriptNames } from '../http/tag-script.ts';
import { SchemaTooNewError } from '../store/migrate.ts';
import { checkVaultKeys } from '../store/open-vault.ts';
import { inspectSqliteFile, readSqliteFile } from '../store/sqlite-inspect.ts';
import { createVault } from '../store/vault.ts';
import type { EnvironmentOptions } from './environment.ts';
import {
  databaseFile,
  environmentWarnings,
  existingEncryptionKeys,
  originWarnings,
  resolveEnvironment,
} from './environment.ts';
import { CommandError, EXIT_CODE } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import type { Problem } from './explain-error.ts';
import { type WebhookReport, webhookReports, webhookWarnings } from './webhook-report.ts';

/** The database as a server would find it. */
export interface DatabaseReport {
  readonly file: string;
  /** `behind`: the next start runs what is {@link missing}. `new`: the first start makes it. */
  readonly state: 'ready' | 'behind' | 'new';
  /**
   * `match`: the configured keys open what is stored. `none`: a server has recorded no key here yet. `not_checked`:
   * `ENCRYPTION_KEYS` is not set.
   */
  readonly keys: 'match' | 'none' | 'not_checked';
  /** Names of migrations. */
  readonly missing: readonly string[];
}

/** How a host page loads the tag. */
export interface ScriptReport {
  /** Always the newest one. */
  readonly address: string;
  /** This build and no other. */
  readonly hashedAddress: string;
  readonly integrity: string;
  /** Markup for a page that wants this build and no other. */
  readonly tag: string;
}

/** What an organization can do with the tag. */
export interface OrganizationReport {
  readonly slug: string;
  readonly name: string;
  readonly mode: OrganizationConfig['mode'];
  readonly allowedOrigins: readonly string[];
  readonly keyAlgorithms: readonly KeyAlgorithm[];
  /** What to know about its keys and tokens, in sentences. */
  readonly advice: readonly string[];
  /** Addresses of pages that a tag can show; `<id>` is that of a connection. */
  readonly pages: readonly string[];
  /** What to register as redirect URI at the provider of each connector that people sign in to, by its name. */
  readonly redirectUris: Readonly<Record<string, string>>;
  /** What else to set up there, in sentences, by the name of the connector. */
  readonly setup: Readonly<Record<string, string>>;
}

/** What was found out, as far as what is wrong allowed. */
export interface Diagnosis {
  /** The first thing wrong first. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly database: DatabaseReport | null;
  readonly script: ScriptReport | null;
  readonly webhooks: readonly WebhookReport[];
  readonly organizations: readonly OrganizationReport[];
}

/** Looks at everything that a server needs to start, changes nothing, and goes on after what is wrong. */
export async function diagnose(options: EnvironmentOptions): Promise<Diagnosis> {
  const problems: Problem[] = [];
  const attempt = async <T>(check: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await check();
    } catch (error) {
      const problem = explainError(error);
      if (!problem) throw error;
      problems.push(problem);
      return null;
    }
  };
  const settled = await resolveEnvironment(options, { encryptionKeys: 'optional' });
  const settings = await attempt(() => unwrapSettled(settled.settings));
  const config = await attempt(() => unwrapSettled(settled.config));
  problems.push(...(config ? contrastProblems(config) : []));
  const database = settings && (await attempt(() => checkDatabase(settings)));
  const script = settings && (await attempt(() => checkScript(settings)));
  const webhooks = config ? await readWebhooks(config, database) : [];
  return {
    problems,
    warnings: [
      ...(config ? configWarnings(config) : []),
      ...(settings ? [...keyWarnings(settings), ...environmentWarnings(settings)] : []),
      ...(settings && config ? originWarnings(config, settings) : []),
      ...webhookWarnings(webhooks, Date.now()),
    ],
    database,
    script,
    webhooks,
    organizations: settings && config ? organizationReports(config, settings) : [],
  };
}

/** Colours of organizations that people cannot tell apart. The server starts with them nevertheless. */
function contrastProblems({ organizations }: Config): readonly Problem[] {
  return [...organizations.values()].flatMap(({ slug, appearance }) =>
    appearanceContrastIssues(appearance).map((issue) => ({
      code: 'invalid_configuration' as const,
      message: `organizations.${slug}.appearance: ${issue}.`,
      exitCode: EXIT_CODE.invalid_configuration,
    })),
  );
}

function unwrapSettled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

async function checkDatabase(settings: ServerSettings): Promise<DatabaseReport> {
  const file = databaseFile(settings);
  const found = await inspectSqliteFile({ file });
  if (!found) return { file, state: 'new', keys: 'none', missing: [] };
  const { missing, unknown, vaultKeys, signingKeys } = found;
  if (unknown.length > 0) throw new SchemaTooNewError(unknown);
  const state = missing.length > 0 ? 'behind' : 'ready';
  if (vaultKeys.length === 0 && signingKeys.length === 0) return { file, state, keys: 'none', missing };
  if (hasNoKeys(settings)) return { file, state, keys: 'not_checked', missing };
  const keys = existingEncryptionKeys(settings);
  checkVaultKeys(keys, vaultKeys);
  for (const ofPurpose of Map.groupBy(signingKeys, ({ purpose }) => purpose).values()) {
    openSigningKey(createVault(keys), currentSigningKey(ofPurpose, Date.now()));
  }
  return { file, state, keys: 'match', missing };
}

/** Reads nothing but the configuration where the database cannot be used. */
async function readWebhooks(config: Config, database: DatabaseReport | null): Promise<readonly WebhookReport[]> {
  const found = database && (await readSqliteFile({ file: database.file }, (stores) => webhookReports(config, stores)));
  return found ?? webhookReports(config, undefined);
}

/** In development, a missing key is a file that was deleted. */
function hasNoKeys({ dev, encryptionKeys }: ServerSettings): boolean {
  return !dev && encryptionKeys.length === 0;
}

function keyWarnings(settings: ServerSettings): readonly string[] {
  if (!hasNoKeys(settings)) return [];
  return [
    'ENCRYPTION_KEYS is not set: the server does not start without it, and whether the keys belong to the database ' +
      'was not checked',
  ];
}

function checkScript({ publicUrl }: ServerSettings): ScriptReport {
  const { tagScript } = readAssets();
  const { path, hashedPath, integrity } = tagScriptNames(tagScript);
  const hashedAddress = publicUrl.origin + hashedPath;
  return {
    address: publicUrl.origin + path,
    hashedAddress,
    integrity,
    tag: `<script type="module" src="${hashedAddress}" integrity="${integrity}" crossorigin="anonymous"></script>`,
  };
}

function readAssets(): PageAssets {
  try {
    return loadPageAssets(WIDGET_FOLDER);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), 'failed', { cause: error });
  }
}

function configWarnings({ warnings, organizations }: Config): readonly string[] {
  const withoutKeys = [...organizations.values()].filter(({ keys, apps }) => keys.length === 0 && apps.size === 0);
  return [
    ...warnings,
    ...withoutKeys.map(({ slug }) => `organizations.${slug}.keys: the list is empty, so no token opens a page`),
  ];
}

function organizationReports({ organizations }: Config, { publicUrl }: ServerSettings): readonly OrganizationReport[] {
  return Array.from(organizations.values(), (organization) => {
    const signIns = [...organization.connectors].filter(
      ([name, definition]) => visibleConnector(organization, name) && authenticator(definition).signIn,
    );
    const withSetup = signIns.flatMap(([name, { setup }]) => (setup === undefined ? [] : [[name, setup] as const]));
    return {
      slug: organization.slug,
      name: organization.name,
      mode: organization.mode,
      allowedOrigins: organization.allowedOrigins,
      advice: dialects.flatMap((dialect) => dialect.advice?.(organization) ?? []),
      keyAlgorithms: [...new Set(organization.keys.map(({ algorithm }) => algorithm))],
      pages: pagePaths(organization).map((path) => publicUrl.origin + path),
      redirectUris: Object.fromEntries(signIns.map(([name]) => [name, redirectUri({ publicUrl }, name).href])),
      setup: Object.fromEntries(withSetup),
    };
  });
}
