import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { imageFile } from '../connectors/auth-schema/values.ts';
import { isJsonObject } from '../json-object.ts';
import type { ConfigParts } from './config-parts.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';
import type { ResolvedConnectors } from './resolve-connectors.ts';

/** Pages carry their images, so a large one would delay every view. */
const MAX_IMAGE_BYTES = 100 * 1024;

interface ImageReference {
  readonly path: ValuePath;
  readonly file: string;
}

/** Finds images that cannot be used: `logo` of an organization, `icon` of integrations and connectors. */
export async function checkImages(
  { organizations }: ConfigParts,
  connectors: ResolvedConnectors,
  baseDirectory: string,
): Promise<readonly ConfigIssue[]> {
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
  const issues = references.map(async (image) => {
    const message = image && (await imageIssue(resolve(baseDirectory, image.file)));
    return image && message !== undefined ? [{ path: image.path, message }] : [];
  });
  return (await Promise.all(issues)).flat();
}

/** The schema has reported what is not the name of an image. */
function reference(path: ValuePath, file: unknown): ImageReference | undefined {
  const parsed = imageFile.safeParse(file);
  return parsed.success ? { path, file: parsed.data } : undefined;
}

async function imageIssue(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return 'is a file that cannot be read';
  return found.size > MAX_IMAGE_BYTES ? `must be at most ${MAX_IMAGE_BYTES / 1024} KiB` : undefined;
}
