import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { VIEW_CHUNKS } from '../../widget/protocol/chunks.ts';
import type { ViewChunk } from '../../widget/protocol/chunks.ts';
import { FALLBACK_LOCALE } from '../http/negotiation.ts';

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
  /** The exchange of a token, for portals and the pages that wait for a token: an ES module that runs after {@link script}. */
  readonly tokenExchange: string;
  /** What only pages of applications do: an ES module that runs after {@link tokenExchange}. */
  readonly application: string;
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

/** Reads the built files. Throws when `npm run build` has not run. Blocks, because a start has nothing else to do. */
export function loadPageAssets(folder: URL): PageAssets {
  try {
    const assets = readPageAssets((file) => readFileSync(new URL(file, folder), 'utf8'), folder);
    if (assets.locales.has(FALLBACK_LOCALE)) return assets;
  } catch (cause) {
    throw new Error('The dialog is not built: run `npm run build` first.', { cause });
  }
  throw new Error('The built widget has no English sentences.');
}

function readPageAssets(read: (file: string) => string, folder: URL): PageAssets {
  /** The files of a folder with one extension, by name without it. */
  const readAll = (subfolder: string, extension: string) =>
    new Map(
      readdirSync(new URL(subfolder, folder))
        .filter((name) => name.endsWith(extension))
        .map((name) => [name.slice(0, -extension.length), read(subfolder + name)]),
    );
  const views = VIEW_CHUNKS.map((name) => [name, read(`views/${name}.js`)]);
  const locales = [...readAll('locales/', '.json')].map(
    ([tag, text]) => [tag, translationsFile.parse(JSON.parse(text))] as const,
  );
  return {
    script: read('dialog.js'),
    tokenExchange: read('token-exchange.js'),
    application: read('application.js'),
    views: Object.fromEntries(views) as Record<ViewChunk, string>,
    dialects: readAll('dialects/', '.js'),
    sentenceKeys: sentenceKeysFile.parse(JSON.parse(read('sentence-keys.json'))),
    chunkFolder: new URL('assets/', folder),
    styles: read('page.css'),
    tagScript: read('embed-connection.js'),
    windowScript: read('window.js'),
    windowStyles: read('window.css'),
    locales: new Map(locales),
  };
}
