import { readFile, readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';
import { FALLBACK_LOCALE } from '../http/locale.ts';

/** Folder of the files that the build made for browsers. Reached from the sources and from `dist/server/` in the same way. */
export const WIDGET_FOLDER = new URL('../../dist/widget/', import.meta.url);

const translationsFile = z.record(z.string(), z.string());

/** Sentences of one language by key, as the build wrote them. */
type Translations = Readonly<z.output<typeof translationsFile>>;

/** The built files of the widget. They are read once, at start. */
export interface PageAssets {
  /** The dialog: one ES module without imports for each kind of page. */
  readonly scripts: Readonly<Record<DialogScript, string>>;
  readonly styles: string;
  /** The script that host pages load: one ES module without imports, which defines the tag. */
  readonly tagScript: string;
  /** The script of sign-in windows: one ES module without imports. */
  readonly windowScript: string;
  readonly windowStyles: string;
  /** Sentences by BCP 47 tag. English is always present. */
  readonly locales: ReadonlyMap<string, Translations>;
}

/** Reads the built files. Throws when `npm run build` has not run. */
export async function loadPageAssets(folder: URL): Promise<PageAssets> {
  const [scripts, styles, tagScript, windowScript, windowStyles, locales] = await Promise.all([
    loadScripts(folder),
    readFile(new URL('page.css', folder), 'utf8'),
    readFile(new URL('embed-connection.js', folder), 'utf8'),
    readFile(new URL('window.js', folder), 'utf8'),
    readFile(new URL('window.css', folder), 'utf8'),
    loadLocales(new URL('locales/', folder)),
  ]).catch((error: unknown) => {
    throw new Error('The dialog is not built: run `npm run build` first.', { cause: error });
  });
  if (!locales.has(FALLBACK_LOCALE)) throw new Error('The built widget has no English sentences.');
  return { scripts, styles, tagScript, windowScript, windowStyles, locales };
}

async function loadScripts(folder: URL): Promise<PageAssets['scripts']> {
  const read = (name: DialogScript) => readFile(new URL(`dialog-${name}.js`, folder), 'utf8');
  const [credentials, signIn, all] = await Promise.all([read('credentials'), read('sign-in'), read('all')]);
  return { credentials, 'sign-in': signIn, all };
}

async function loadLocales(folder: URL) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return new Map(
    await Promise.all(
      files.map(async (name) => {
        const translations = translationsFile.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')));
        return [name.slice(0, -'.json'.length), translations] as const;
      }),
    ),
  );
}
