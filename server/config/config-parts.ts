import type { z } from 'zod';

import { isJsonObject } from '../json-object.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';
import { appSchema } from './schema-app.ts';
import type { AppInput } from './schema-app.ts';
import { integrationSchema } from './schema-integration.ts';
import type { IntegrationInput } from './schema-integration.ts';
import { keySchema } from './schema-key.ts';
import type { KeyInput } from './schema-key.ts';
import { CHECK_ONCE, parseWith } from './schema-issues.ts';
import { integrationSlug, organizationName } from './schema-texts.ts';
import { webhookSchema } from './schema-webhook.ts';
import { organizationSchema } from './schema.ts';

/** A piece of the configuration that fits its schema, with its path. */
export interface ConfigPart<T> {
  readonly path: ValuePath;
  readonly value: T;
}

/** The parts of an organization that are checked against the rest of the file. */
export interface OrganizationParts {
  readonly slug: string;
  readonly path: ValuePath;
  /** As written. */
  readonly allowedOrigins: readonly ConfigPart<unknown>[];
  readonly keys: readonly ConfigPart<KeyInput>[];
  readonly integrations: readonly (ConfigPart<IntegrationInput> & { readonly slug: string })[];
  readonly webhooks: readonly ConfigPart<z.output<typeof webhookSchema>>[];
  /** By id. */
  readonly apps: ReadonlyMap<string, ConfigPart<AppInput>>;
  readonly appearance: ConfigPart<unknown>;
  /** As written, by name: their shape depends on the catalogue. */
  readonly connectors: ReadonlyMap<string, ConfigPart<unknown>>;
}

/** The pieces of a file that fit their schemas, even when other pieces have issues. */
export interface ConfigParts {
  readonly organizations: readonly OrganizationParts[];
  readonly connectors: ReadonlyMap<string, ConfigPart<unknown>>;
}

/**
 * Splits a file into pieces, so that an issue in one place does not hide those in another.
 *
 * Pieces that do not fit their schema are left out: the schema of the whole file has reported them.
 */
export function readParts(file: unknown): ConfigParts {
  const top = entries(file);
  return {
    organizations: [...entriesOf(top, 'organizations', [])].map(([slug, { path, value }]) => {
      const settings = entries(value);
      return {
        slug,
        path,
        allowedOrigins: listOf(settings, 'allowedOrigins', path),
        keys: parseParts(keySchema, listOf(settings, 'keys', path)),
        integrations: [...entriesOf(settings, 'integrations', path)].flatMap(([name, part]) =>
          parseParts(integrationSchema, [part]).map((integration) => ({ ...integration, slug: name })),
        ),
        webhooks: parseParts(webhookSchema, listOf(settings, 'webhooks', path)),
        apps: new Map(
          [...entriesOf(settings, 'apps', path)].flatMap(([id, part]) =>
            parseParts(appSchema, [part]).map((app) => [id, app] as const),
          ),
        ),
        appearance: { path: [...path, 'appearance'], value: settings.get('appearance') },
        connectors: entriesOf(settings, 'connectors', path),
      };
    }),
    connectors: entriesOf(top, 'connectors', []),
  };
}

/**
 * The organizations and integrations whose names are refused: the schema of the whole file stops at a key that it
 * refuses and does not look at what stands below.
 */
export function issuesOfReservedNames(file: unknown): readonly ConfigIssue[] {
  const organizations = [...entriesOf(entries(file), 'organizations', [])];
  const integrations = organizations.flatMap(([, { path, value }]) => [
    ...entriesOf(entries(value), 'integrations', path),
  ]);
  return [
    ...issuesBelow(organizations, organizationName, organizationSchema),
    ...issuesBelow(integrations, integrationSlug, integrationSchema),
  ];
}

function issuesBelow(
  named: readonly (readonly [string, ConfigPart<unknown>])[],
  nameSchema: z.ZodType,
  schema: z.ZodType,
): readonly ConfigIssue[] {
  return named
    .filter(([name]) => !nameSchema.safeParse(name, CHECK_ONCE).success)
    .flatMap(([, { path, value }]) => {
      const parsed = parseWith(schema, value, path);
      return parsed.ok ? [] : parsed.issues;
    });
}

function entries(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isJsonObject(value) ? Object.entries(value) : []);
}

function entriesOf(
  parent: ReadonlyMap<string, unknown>,
  key: string,
  path: ValuePath,
): Map<string, ConfigPart<unknown>> {
  const found = [...entries(parent.get(key))];
  return new Map(found.map(([name, value]) => [name, { path: [...path, key, name], value }]));
}

function listOf(parent: ReadonlyMap<string, unknown>, key: string, path: ValuePath): readonly ConfigPart<unknown>[] {
  const list = parent.get(key);
  return Array.isArray(list) ? list.map((value: unknown, index) => ({ path: [...path, key, index], value })) : [];
}

function parseParts<T extends z.ZodType>(
  schema: T,
  parts: readonly ConfigPart<unknown>[],
): readonly ConfigPart<z.output<T>>[] {
  return parts.flatMap(({ path, value }) => {
    const parsed = schema.safeParse(value, CHECK_ONCE);
    return parsed.success ? [{ path, value: parsed.data }] : [];
  });
}
