import { Command } from 'commander';
import type { Config, OrganizationConfig, ServerSettings } from '../config/config.ts';
import { ConfigError } from '../config/config-issue.ts';
import { readConfigFile } from '../config/load-config.ts';
import { readServerSettings } from '../config/server-settings.ts';
import { CATALOGUE } from '../connectors/catalogue.ts';
import { isLoopbackHost } from '../loopback-host.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { configuredRecipients } from '../webhooks/configured-endpoints.ts';
import { developmentKey, existingDevelopmentKey } from './development-key.ts';
import { CommandError } from './exit-code.ts';
import { printWarning } from './print.ts';
import type { OutputFormat } from './print.ts';

const SQLITE_SCHEME = 'sqlite:';

/** The default configuration file. Read late, because a `.env` file may name it. */
export function configFileDefault(): string {
  return process.env['EMBED_CONFIG'] ?? 'embed.config.yaml';
}

/** Options of every command that reads the configuration. */
export interface EnvironmentOptions {
  readonly config: string;
  readonly dev: boolean;
}

/** Adds the options of {@link EnvironmentOptions} to a command. */
export function addEnvironmentOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file', configFileDefault())
    .option(
      '--dev',
      'development: http to loopback is allowed, the server listens on loopback only, and a key is made and kept ' +
        'beside the database. EMBED_DEV=1 in the environment does the same for every command',
      process.env['EMBED_DEV']?.trim() === '1',
    );
}

/** Options of every command about the data of one organization. */
export interface OrganizationOptions extends EnvironmentOptions {
  readonly org: string;
  readonly json: boolean;
}

/** Creates a command about the data of one organization, with the options of {@link OrganizationOptions}. */
export function createOrganizationCommand(name: string, description: string): Command {
  return addEnvironmentOptions(new Command(name))
    .description(description)
    .requiredOption('--org <slug>', 'organization')
    .option('--json', 'print the result as JSON', false);
}

/** What a command needs of the environment. */
export interface EnvironmentNeeds {
  /** `optional` for commands that seal and open nothing. */
  readonly encryptionKeys?: 'required' | 'optional';
}

/** Environment and configuration, each read or refused. */
export interface ResolvedEnvironment {
  /** The encryption keys are those of the environment alone: in development there may be none. */
  readonly settings: PromiseSettledResult<ServerSettings>;
  readonly config: PromiseSettledResult<Config>;
}

/** Reads the environment and the configuration. Reads each even when the other has issues. Creates no key. */
export async function resolveEnvironment(
  { config: path, dev }: EnvironmentOptions,
  needs: EnvironmentNeeds = {},
): Promise<ResolvedEnvironment> {
  const [settings, config] = await Promise.allSettled([
    // Inside the promise, so that its issues are listed beside those of the file.
    Promise.resolve().then(() => readServerSettings(process.env, { dev, ...needs })),
    readConfigFile(path, { env: process.env, catalogue: CATALOGUE, dev }),
  ]);
  return { settings, config };
}

/** Reads environment and configuration. Makes no key. Throws one `ConfigError` with every issue of both. */
export async function readEnvironment(options: EnvironmentOptions, needs: EnvironmentNeeds = {}) {
  const { settings, config } = await resolveEnvironment(options, needs);
  if (settings.status === 'fulfilled' && config.status === 'fulfilled') {
    return { settings: settings.value, config: config.value };
  }
  throw mergeConfigErrors(
    [settings, config].flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  );
}

/**
 * Settings with encryption keys: in development, where the environment may have none, the key beside the database, which
 * is made if it is not there. Throws `CommandError` when that key cannot be used.
 */
export function withDevelopmentKey(settings: ServerSettings): ServerSettings {
  if (settings.encryptionKeys.length > 0) return settings;
  return { ...settings, encryptionKeys: [developmentKey(databaseFile(settings))] };
}

/** The encryption keys that the environment has, or the key of development if it was made already. Makes no key. */
export function existingEncryptionKeys(settings: ServerSettings): readonly Uint8Array[] {
  if (settings.encryptionKeys.length > 0) return settings.encryptionKeys;
  const made = settings.dev ? existingDevelopmentKey(databaseFile(settings)) : undefined;
  return made ? [made] : [];
}

/** Issues of the operator are joined; anything else is thrown as it came. */
function mergeConfigErrors(reasons: readonly unknown[]): unknown {
  const [first, second] = reasons;
  if (!(first instanceof ConfigError) || second === undefined) return first;
  if (!(second instanceof ConfigError)) return second;
  return new ConfigError('The configuration', [...first.issues, ...second.issues]);
}

/** Options of {@link openStore}. */
export interface OpenStoreOptions {
  /** Whether a missing database is an error. By default it is created. */
  readonly mustExist?: boolean;
  /** Called with sentences for the operator. */
  readonly warn: (message: string) => void;
}

/** Opens the database that the environment names. Throws as `openSqliteStore` does. */
export async function openStore(
  { settings, config }: { readonly settings: ServerSettings; readonly config: Config },
  { mustExist = false, warn }: OpenStoreOptions,
): Promise<Store> {
  const recipients = configuredRecipients(config.organizations);
  return openSqliteStore({ file: databaseFile(settings), mustExist, warn, configuredRecipients: recipients });
}

/** Returns a printer for {@link OpenStoreOptions.warn}. */
export function printStorageWarning(format: OutputFormat): (message: string) => void {
  return (message) => printWarning({ code: 'storage', message }, format);
}

/** Path of the database that the environment names. */
export function databaseFile({ databaseUrl }: ServerSettings): string {
  return databaseUrl.slice(SQLITE_SCHEME.length);
}

/** Warnings about settings that are valid but probably not intended. */
export function environmentWarnings({ dev, publicUrl }: ServerSettings): readonly string[] {
  if (dev || process.env['PUBLIC_URL']?.trim()) return [];
  return [`PUBLIC_URL is not set: addresses given to others will begin with ${publicUrl.origin}`];
}

/** Warnings about organizations of a public server that allow loopback origins only: no product can frame the dialog. */
export function originWarnings({ organizations }: Config, { publicUrl }: ServerSettings): readonly string[] {
  if (isLoopbackHost(publicUrl.hostname)) return [];
  const isLocal = (origin: string) => isLoopbackHost(URL.parse(origin)?.hostname ?? '');
  return [...organizations.values()]
    .filter(
      ({ mode, allowedOrigins: origins }) => mode === 'production' && origins.length > 0 && origins.every(isLocal),
    )
    .map(
      ({ slug }) =>
        `organizations.${slug}.allowedOrigins: the list has loopback origins only, but the server is at ` +
        `${publicUrl.origin}, so no page of your product can frame the dialog`,
    );
}

/** An organization of the configuration, by its slug. */
export function requireOrganization(config: Config, slug: string): OrganizationConfig {
  const organization = config.organizations.get(slug);
  if (organization) return organization;
  const known = [...config.organizations.keys()].join(', ');
  throw new CommandError(`There is no organization ${slug}. The configuration has: ${known}.`, 'not_found');
}
