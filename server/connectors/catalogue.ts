import { readdir } from 'node:fs/promises';

import { isJsonObject } from '../json-object.ts';
import type { ConnectorDefinitionInput } from './definition.ts';
import { connectorDefinitionSchema, NAME_PATTERN } from './definition.ts';

const FOLDER = new URL('./catalogue/', import.meta.url);

/**
 * Loads the connectors of the catalogue, by name. Does not fill in defaults, so that a configuration can override parts.
 *
 * @throws {TypeError} A file of the catalogue is invalid. Its test finds this first.
 */
export async function loadCatalogue(): Promise<ReadonlyMap<string, ConnectorDefinitionInput>> {
  // Works for the source and for the compiled server, where `hubspot.ts` is `hubspot.js`.
  const files = (await readdir(FOLDER)).filter((file) => /\.[jt]s$/.test(file) && !/\.(d|test)\.[jt]s$/.test(file));
  return new Map(await Promise.all(files.sort().map(readEntry)));
}

async function readEntry(file: string): Promise<readonly [string, ConnectorDefinitionInput]> {
  const name = file.slice(0, -'.ts'.length);
  const module: unknown = await import(new URL(file, FOLDER).href);
  const definition = isJsonObject(module) ? module['default'] : undefined;
  if (!NAME_PATTERN.test(name) || !isDefinition(definition)) {
    throw new TypeError(`catalogue/${file} does not export the definition of a connector.`);
  }
  return [name, definition];
}

function isDefinition(value: unknown): value is ConnectorDefinitionInput {
  return connectorDefinitionSchema.safeParse(value).success;
}
