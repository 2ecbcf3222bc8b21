import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

import { buildConfig } from './build-config.ts';
import { ConfigError } from './config-error.ts';
import { belowRefusedNames, readParts } from './config-parts.ts';
import type { Config } from './config.ts';
import { crossChecks } from './cross-checks.ts';
import { importKeys } from './import-keys.ts';
import { isWithin, listMistakes } from './mistake.ts';
import { parseYaml } from './parse-yaml.ts';
import { resolveConnectors } from './resolve-connectors.ts';
import type { Catalogue } from './resolve-connectors.ts';
import { parseWith } from './schema-mistakes.ts';
import { configSchema } from './schema.ts';
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
 * Throws one {@link ConfigError} with every mistake that can be found. What follows from another mistake is left out:
 * after one in the syntax nothing else is looked for, and a text whose variable is not set is not judged further.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { text, fileName = 'The configuration', baseDirectory, env, catalogue, dev } = options;
  const yaml = parseYaml(text);
  if (!yaml.readable) throw new ConfigError(fileName, listMistakes(yaml.mistakes));

  const { value: file, mistakes: unset } = substituteEnvironment(yaml.value, env);
  const unknown = [...yaml.unresolved, ...unset];
  const whole = parseWith(configSchema, file, []);
  const parts = readParts(file);
  const connectors = resolveConnectors(parts, catalogue, dev);
  const keys = await importKeys(parts.organizations, baseDirectory);
  const judged = [
    ...(whole.ok ? [] : whole.mistakes),
    ...belowRefusedNames(file),
    ...connectors.mistakes,
    ...keys.mistakes,
    ...crossChecks(parts, connectors, dev),
  ].filter(({ path }) => !unknown.some((mistake) => isWithin(path, mistake.path)));

  const mistakes = listMistakes([...yaml.mistakes, ...unknown, ...judged]);
  if (!whole.ok || mistakes.length > 0) throw new ConfigError(fileName, mistakes);
  const warnings = configWarnings(whole.value, parts, connectors);
  return buildConfig({ input: whole.value, keys: keys.keys, connectors, warnings });
}

/** Loads a configuration from a file, which files named in it are relative to. Throws as {@link loadConfig} does. */
export async function readConfigFile(path: string, context: ConfigContext): Promise<Config> {
  const fileName = basename(path);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const message =
      reason === 'ENOENT' ? 'there is no such file; `init` writes one' : `the file cannot be read (${reason})`;
    throw new ConfigError(path, [{ path: '', message }]);
  });
  return loadConfig({ ...context, text, fileName, baseDirectory: dirname(resolve(path)) });
}
