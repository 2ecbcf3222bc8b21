import { z } from 'zod';

import { dialectSettingsSchemas } from '../dialects/settings.ts';
import { IMAGES_PATH } from './config.ts';
import type { AppTarget, Config, DialectSettings, IntegrationConfig, OrganizationConfig } from './config.ts';
import type { LoadedImages } from './images/load-images.ts';
import type { ImportedKeys } from './import-keys.ts';
import type { ResolvedConnectors } from './resolve-connectors.ts';
import type { AppInput } from './schema-app.ts';
import type { IntegrationInput } from './schema-integration.ts';
import type { ConfigInput, OrganizationInput } from './schema.ts';

/** The resolved pieces of a file without issues. */
export interface CheckedConfig {
  readonly input: ConfigInput;
  readonly keys: ImportedKeys;
  readonly connectors: ResolvedConnectors;
  /** By how the file writes them. */
  readonly images: LoadedImages['bySource'];
  readonly warnings: readonly string[];
}

/** Puts together the configuration that the server works with, and freezes it. */
export function buildConfig({ input, keys, connectors, images, warnings }: CheckedConfig): Config {
  const addressOf = (source: string) => {
    const image = images.get(source);
    if (!image) throw new TypeError('The image was not loaded.');
    return IMAGES_PATH + image.name;
  };
  const organizations = Object.entries(input.organizations).map(([slug, organization]) => {
    const definitions = [...(connectors.byOrganization.get(slug) ?? [])].flatMap(([name, { definition }]) =>
      definition === undefined ? [] : [[name, withIconAddress(definition, addressOf)] as const],
    );
    const parts = { keys: keys.get(slug) ?? [], connectors: new Map(definitions) };
    return [slug, buildOrganization(slug, organization, parts, addressOf)] as const;
  });
  const files = new Map([...images.values()].map((image) => [image.name, image]));
  return deepFreeze({ organizations: new Map(organizations), images: files, warnings });
}

/** Replaces what the file writes for an icon by the address of the image. */
function withIconAddress<T extends { readonly icon?: string | undefined }>(
  part: T,
  addressOf: (source: string) => string,
): T {
  return part.icon === undefined ? part : { ...part, icon: addressOf(part.icon) };
}

function buildOrganization(
  slug: string,
  input: OrganizationInput,
  { keys, connectors }: Pick<OrganizationConfig, 'keys' | 'connectors'>,
  addressOf: (source: string) => string,
): OrganizationConfig {
  const { name = slug, mode, sandboxRealConnectors, allowedOrigins, tokens, topLevel, returnUrls, locale } = input;
  const integrations = Object.entries(input.integrations).map(
    ([key, integration]) => [key, buildIntegration(key, withIconAddress(integration, addressOf))] as const,
  );
  const { logo, ...appearance } = input.appearance;
  const { tenantFrom } = input.sessionTokens;
  return {
    slug,
    name,
    mode,
    sandboxRealConnectors,
    allowedOrigins,
    keys,
    tokens,
    sessionTokens: tenantFrom === undefined ? {} : { tenantFrom },
    apps: new Map(Object.entries(input.apps).map(([id, app]) => [id, appTarget(app)])),
    topLevel,
    returnUrls,
    ...(locale !== undefined && { locale: new Intl.Locale(locale).toString() }),
    appearance,
    ...(logo !== undefined && { logo: addressOf(logo) }),
    connectors,
    integrations: new Map(integrations),
    webhooks: input.webhooks.map(({ url, secret, previousSecret, events }) => ({
      ...{ url: new URL(url), secret, previousSecret, events },
    })),
    dialects: dialectSettings(input),
  };
}

function appTarget({ integration }: AppInput): AppTarget {
  return integration === undefined ? { kind: 'portal' } : { kind: 'integration', integration };
}

function buildIntegration(slug: string, input: IntegrationInput): IntegrationConfig {
  const { name = slug, category, ownConnector, icon, ...rest } = input;
  return {
    slug,
    name,
    ...rest,
    ...(category !== undefined && { category }),
    ...(ownConnector !== undefined && { ownConnector }),
    ...(icon !== undefined && { icon }),
  };
}

const dialectSettingsSchema = z.object(dialectSettingsSchemas);

/** Takes the dialects' settings out of an organization without knowing any dialect. */
function dialectSettings(input: OrganizationInput): DialectSettings {
  return dialectSettingsSchema.parse(input);
}

/**
 * Freezes a value and everything in it, so that no request can change what the next one reads.
 *
 * Covers plain objects, arrays and maps. Objects of other classes, such as keys and URLs, are not frozen.
 */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    // Object.freeze does not protect the entries of a map, because they are not properties.
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: throwFrozenError });
    Object.freeze(value);
    for (const [key, entry] of value) deepFreeze([key, entry]);
    return value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}

function throwFrozenError(): never {
  throw new TypeError('The configuration cannot be changed.');
}
