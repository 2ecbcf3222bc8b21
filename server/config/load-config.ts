import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

import { findPublicSuffixIssues } from './allowed-origins.ts';
import { buildConfig } from './build-config.ts';
import { ConfigError, isWithin, listIssues } from './config-issue.ts';
import { issuesOfReservedNames, readParts } from './config-parts.ts';
import type { Config } from './config.ts';
import { crossChecks } from './cross-checks.ts';
import { importKeys } from './import-keys.ts';
import { loadImages } from './images/load-images.ts';
import { parseYaml } from './parse-yaml.ts';
import { resolveConnectors } from './resolve-connectors.ts';
import type { Catalogue } from './resolve-connectors.ts';
import { parseWith } from './schema-issues.ts';
import { configSchema } from './schema.ts';
import { findSettingsValueIssues } from './settings-values.ts';
import { substituteEnvironment } from './substitute-environment.ts';
import type { Environment } from './substitute-environment.ts';
import { configWarnings } from './warnings.ts';

/** What a configuration depends on besides its text. */
export interface ConfigContext {
  readonly env: Environment;
  readonly catalogue: Catalogue;
  /** Development: http to loopback is allowed. */
  readonly dev: boolean;
}

/** A configuration as text, and what it depends on. */
export interface LoadConfigOptions extends ConfigContext {
  /** YAML 1.2 or JSON. */
  readonly text: string;
  /** What to call the text in a {@link ConfigError}. */
  readonly fileName?: string;
  /** What files named in the text are relative to. */
  readonly baseDirectory: string;
}

/**
 * Reads, checks and freezes a configuration.
 *
 * Throws one {@link ConfigError} with every issue that can be found. What follows from another issue is left out:
 * after one in the syntax nothing else is looked for, and a text whose variable is not set is not judged further.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { text, fileName = 'The configuration', baseDirectory, env, catalogue, dev } = options;
  const yaml = parseYaml(text);
  if (!yaml.readable) throw new ConfigError(fileName, listIssues(yaml.issues));

  const { value: file, issues: unset } = substituteEnvironment(yaml.value, env);
  const unresolved = [...yaml.unresolved, ...unset];
  const parsed = parseWith(configSchema, file, []);
  const parts = readParts(file);
  const connectors = resolveConnectors(parts, catalogue, dev);
  const keys = await importKeys(parts.organizations, baseDirectory);
  const images = await loadImages(parts, connectors, baseDirectory);
  const suffixIssues = await findPublicSuffixIssues(
    parts.organizations.flatMap(({ allowedOrigins }) => allowedOrigins),
  );
  const settingsIssues = await findSettingsValueIssues(parts.organizations);
  const checked = [
    ...(parsed.ok ? [] : parsed.issues),
    ...issuesOfReservedNames(file),
    ...connectors.issues,
    ...keys.issues,
    ...images.issues,
    ...suffixIssues,
    ...settingsIssues,
    ...crossChecks(parts, connectors, dev),
  ].filter(({ path }) => !unresolved.some((issue) => isWithin(path, issue.path)));

  const issues = listIssues([...yaml.issues, ...unresolved, ...checked]);
  if (!parsed.ok || issues.length > 0) throw new ConfigError(fileName, issues);
  const warnings = configWarnings(parsed.value, parts, connectors);
  return buildConfig({ input: parsed.value, keys: keys.keys, connectors, images: images.bySource, warnings });
}

/** Loads a configuration from a file, which files named in it are relative to. Throws as {@link loadConfig} does. */
export async function readConfigFile(path: string, context: ConfigContext): Promise<Config> {
  const fileName = basename(path);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const message =
      reason === 'ENOENT'
        ? `there is no file ${path}; \`init\` writes one`
        : `the file ${path} cannot be read (${reason})`;
    throw new ConfigError(path, [{ path: '', message }]);
  });
  return loadConfig({ ...context, text, fileName, baseDirectory: dirname(resolve(path)) });
}
