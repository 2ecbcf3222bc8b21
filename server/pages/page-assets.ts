import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { VIEW_CHUNKS } from '../../widget/protocol/chunks.ts';
import type { ViewChunk } from '../../widget/protocol/chunks.ts';
import { FALLBACK_LOCALE } from '../http/locale.ts';

/** Folder of the files that the build made for browsers. Reached from the sources and from `dist/server/` in the same way. */
export const WIDGET_FOLDER = new URL('../../dist/widget/', import.meta.url);

const translationsFile = z.record(z.string(), z.string());

const sentenceKeysFile = z.record(z.string(), z.array(z.string()));

/** Sentences of one language by key, as the build wrote them. */
type Translations = Readonly<z.output<typeof translationsFile>>;

/** The built files of the widget. They are read once, at start. */
export interface PageAssets {
  /** The dialog without its views: one ES module without static imports. */
  readonly script: string;
  /** The exchange of a token, for the pages that wait for one: an ES module that runs after {@link script}. */
  readonly tokenExchange: string;
  /** The views of the dialog, for the pages that show them first: ES modules that run after {@link script}. */
  readonly views: Readonly<Record<ViewChunk, string>>;
  /** The dialects, each for the pages that speak it: ES modules that run after {@link script}, by name. */
  readonly dialects: ReadonlyMap<string, string>;
  /** Keys of the sentences that the parts of the dialog say: `core` for each page, and one part for each view. */
  readonly sentenceKeys: Readonly<Record<string, readonly string[]>>;
  /** Folder of the chunks that pages load. */
  readonly chunkFolder: URL;
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
  const [script, tokenExchange, views, dialects, sentenceKeys, styles, tagScript, windowScript, windowStyles, locales] =
    await Promise.all([
      readFile(new URL('dialog.js', folder), 'utf8'),
      readFile(new URL('token-exchange.js', folder), 'utf8'),
      loadViews(folder),
      loadDialects(new URL('dialects/', folder)),
      readFile(new URL('sentence-keys.json', folder), 'utf8'),
      readFile(new URL('page.css', folder), 'utf8'),
      readFile(new URL('embed-connection.js', folder), 'utf8'),
      readFile(new URL('window.js', folder), 'utf8'),
      readFile(new URL('window.css', folder), 'utf8'),
      loadLocales(new URL('locales/', folder)),
    ]).catch((error: unknown) => {
      throw new Error('The dialog is not built: run `npm run build` first.', { cause: error });
    });
  if (!locales.has(FALLBACK_LOCALE)) throw new Error('The built widget has no English sentences.');
  return {
    script,
    tokenExchange,
    views,
    dialects,
    sentenceKeys: sentenceKeysFile.parse(JSON.parse(sentenceKeys)),
    chunkFolder: new URL('assets/', folder),
    styles,
    tagScript,
    windowScript,
    windowStyles,
    locales,
  };
}

async function loadViews(folder: URL): Promise<PageAssets['views']> {
  const read = async (name: ViewChunk) => [name, await readFile(new URL(`views/${name}.js`, folder), 'utf8')] as const;
  return Object.fromEntries(await Promise.all(VIEW_CHUNKS.map(read))) as Record<ViewChunk, string>;
}

async function loadDialects(folder: URL): Promise<PageAssets['dialects']> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const read = async (name: string) =>
    [path.basename(name, '.js'), await readFile(new URL(name, folder), 'utf8')] as const;
  return new Map(await Promise.all(files.map(read)));
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
