import { readFile, readdir } from 'node:fs/promises';
import { z } from 'zod';
import { FALLBACK_LOCALE } from './locale.ts';

const sentencesFile = z.record(z.string(), z.string());

/** Sentences by key, as the build wrote them for one language. */
type Sentences = Readonly<z.output<typeof sentencesFile>>;

/** What the build made of the widget, read once at start. */
export interface PageAssets {
  /** The dialog: one ES module without imports. */
  readonly script: string;
  readonly styles: string;
  /** Sentences by BCP 47 tag. English is always there. */
  readonly locales: ReadonlyMap<string, Sentences>;
}

/** Reads the built files. Throws when `npm run build` has not run. */
export async function loadPageAssets(folder: URL): Promise<PageAssets> {
  const [script, styles, locales] = await Promise.all([
    readFile(new URL('dialog.js', folder), 'utf8'),
    readFile(new URL('page.css', folder), 'utf8'),
    loadLocales(new URL('locales/', folder)),
  ]).catch((error: unknown) => {
    throw new Error('The dialog is not built: run `npm run build` first.', { cause: error });
  });
  if (!locales.has(FALLBACK_LOCALE)) throw new Error('The built widget has no English sentences.');
  return { script, styles, locales };
}

async function loadLocales(folder: URL) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return new Map(
    await Promise.all(
      files.map(async (name) => {
        const sentences = sentencesFile.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')));
        return [name.slice(0, -'.json'.length), sentences] as const;
      }),
    ),
  );
}
