import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { SENTENCES } from '../../widget/locales/en.ts';
import { LOCALES } from '../../widget/locales/locales.ts';
import { pickSentences, type ViewChunk } from '../../widget/protocol/chunks.ts';

/** The most that a page may weigh with everything that its first view needs, in bytes, compressed with brotli. */
const PAGE_LIMIT = 24_000;
const PAGE_TARGET = 20_000;
/** The same for a page that shows several views at once. */
const SEVERAL_VIEWS_LIMIT = 25_000;
/** The most that a chunk may weigh. */
const CHUNK_LIMIT = 12_000;

/** The views that pages show first, by what the budget calls such a page. */
const PAGES: Readonly<Record<string, readonly ViewChunk[]>> = {
  'a form': ['form-step'],
  'a sign-in': ['sign-in-step'],
  'a connection that works': ['connected-step'],
  'several connections': ['form-step', 'connection-chooser'],
  'a notice': [],
};

/** Prints what pages and chunks weigh, and fails the build if one exceeds its limit. */
export function dialogBudget(): Plugin {
  return {
    name: 'dialog-budget',
    writeBundle(_options, bundle) {
      const read = (name: string) => {
        const file = bundle[name];
        if (!file) this.error(`The build has no ${name}.`);
        return file.type === 'chunk' ? file.code : String(file.source);
      };
      for (const [name, views] of Object.entries(PAGES)) {
        const keys = (['core', ...views] as const).flatMap((part) => Object.keys(SENTENCES[part]));
        const code = ['page.css', 'dialog.js', ...views.map((view) => `views/${view}.js`)].map(read);
        const sentences = Object.values(LOCALES).map((all) => JSON.stringify(pickSentences(all, keys)));
        const longest = sentences.reduce((one, other) => (other.length > one.length ? other : one));
        const limit = views.length > 1 ? SEVERAL_VIEWS_LIMIT : PAGE_LIMIT;
        const { length } = brotliCompressSync([...code, longest].join(''));
        console.log(`a page with ${name}, without its state: brotli ${length} (limit ${limit}, aim ${PAGE_TARGET})`);
        if (length > limit) this.error(`A page with ${name} is heavier than ${limit} bytes.`);
      }
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type !== 'asset' || !/^assets\/.*\.br$/.test(name)) continue;
        const { length } = file.source;
        console.log(`${name}: brotli ${length} (limit ${CHUNK_LIMIT})`);
        if (length > CHUNK_LIMIT) this.error(`${name} is heavier than ${CHUNK_LIMIT} bytes.`);
      }
    },
  };
}
