import { resolve } from 'node:path';

import { imageSource } from '../../connectors/auth-schema/values.ts';
import { isJsonObject } from '../../json-object.ts';
import type { ConfigParts } from '../config-parts.ts';
import type { ConfigIssue, ValuePath } from '../config-issue.ts';
import type { ImageFile } from '../config.ts';
import type { ResolvedConnectors } from '../resolve-connectors.ts';
import { ImageError } from './image-error.ts';
import { isDataUrl, readImage } from './read-image.ts';

/** The images that a configuration names. */
export interface LoadedImages {
  /** As the configuration writes them. */
  readonly bySource: ReadonlyMap<string, ImageFile>;
  readonly issues: readonly ConfigIssue[];
}

interface ImageReference {
  readonly path: ValuePath;
  readonly source: string;
}

/** Reads the images of a configuration: `logo` of an organization, `icon` of integrations and connectors. */
export async function loadImages(
  { organizations }: ConfigParts,
  connectors: ResolvedConnectors,
  baseDirectory: string,
): Promise<LoadedImages> {
  const { global, byOrganization } = connectors;
  // What an organization inherits is an issue where the file has it.
  const own = [...byOrganization.values()].flatMap((all) =>
    [...all].filter(([name, { definition }]) => definition?.icon !== global.get(name)?.definition?.icon),
  );
  const resolved = [...global, ...own];
  const references: readonly (ImageReference | undefined)[] = [
    ...organizations.map(({ appearance }) => {
      const logo = isJsonObject(appearance.value) ? appearance.value['logo'] : undefined;
      return reference([...appearance.path, 'logo'], logo);
    }),
    ...organizations.flatMap(({ integrations }) =>
      integrations.map(({ path, value }) => reference([...path, 'icon'], value.icon)),
    ),
    ...resolved.map(([, { path, definition }]) => reference([...path, 'icon'], definition?.icon)),
  ];
  const found = references.filter((image) => image !== undefined);
  const sources = [...new Set(found.map(({ source }) => source))];
  const outcomes = new Map(
    await Promise.all(sources.map(async (source) => [source, await readOrReason(source, baseDirectory)] as const)),
  );
  return {
    bySource: new Map([...outcomes].flatMap(([source, image]) => (typeof image === 'string' ? [] : [[source, image]]))),
    issues: found.flatMap(({ path, source }) => {
      const message = outcomes.get(source);
      return typeof message === 'string' ? [{ path, message }] : [];
    }),
  };
}

/** The schema has reported what is not an image. */
function reference(path: ValuePath, source: unknown): ImageReference | undefined {
  const parsed = imageSource.safeParse(source);
  return parsed.success ? { path, source: parsed.data } : undefined;
}

/** Returns the image, or why it cannot be used. */
async function readOrReason(source: string, baseDirectory: string): Promise<ImageFile | string> {
  try {
    return await readImage(isDataUrl(source) ? source : resolve(baseDirectory, source));
  } catch (error) {
    if (error instanceof ImageError) return error.message;
    throw error;
  }
}
