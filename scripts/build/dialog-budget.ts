import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { SENTENCES } from '../../widget/locales/en.ts';
import { LOCALES } from '../../widget/locales/locales.ts';
import { pickSentences, type ViewChunk } from '../../widget/protocol/chunks.ts';

/**
 * The most that a page may weigh with everything that its first view needs, in bytes, compressed with brotli. The test
 * `page-scripts.test.ts` measures the same with the state of the page, as it is sent.
 */
const PAGE_LIMIT = 24_000;
const PAGE_TARGET = 20_000;
/** The page of an application also contains its list. */
const APPLICATION_LIMIT = 28_000;
/** The most that a chunk may weigh. */
const CHUNK_LIMIT = 12_000;

/** A page, by what it shows first. */
interface BudgetPage {
  readonly views: readonly ViewChunk[];
  /** Whether such a page can wait for its token. */
  readonly waits?: true;
  /** The page of an application has a part of its own. Its dialect can be any. */
  readonly isApplication?: true;
}

/** The pages, by what the budget calls them. */
const PAGES: Readonly<Record<string, BudgetPage>> = {
  'a form': { views: ['form-step'], waits: true },
  'a sign-in': { views: ['sign-in-step'], waits: true },
  'a connection that works': { views: ['connected-step'] },
  'several connections': { views: ['form-step', 'connection-chooser'] },
  'a notice': { views: [] },
  'an application': { views: ['integrations'], waits: true, isApplication: true },
};

/** The largest dialect of a page that is not that of an application. */
const DIALECT = 'dialects/native.js';

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
      const dialects = Object.keys(bundle).filter((name) => name.startsWith('dialects/'));
      const largest = dialects.reduce((one, other) => (read(other).length > read(one).length ? other : one), DIALECT);
      for (const [name, { views, waits, isApplication }] of Object.entries(PAGES)) {
        const keys = (['core', ...views] as const).flatMap((part) => Object.keys(SENTENCES[part]));
        const dialect = isApplication ? largest : DIALECT;
        const code = ['page.css', 'dialog.js', dialect, ...views.map((view) => `views/${view}.js`)].map(read);
        if (waits) code.push(read('token-exchange.js'));
        if (isApplication) code.push(read('application.js'));
        const sentences = Object.values(LOCALES).map((all) => JSON.stringify(pickSentences(all, keys)));
        const longest = sentences.reduce((one, other) => (other.length > one.length ? other : one));
        const { length } = brotliCompressSync([...code, longest].join(''));
        const limit = isApplication ? APPLICATION_LIMIT : PAGE_LIMIT;
        const aim = isApplication ? '' : `, aim ${PAGE_TARGET}`;
        console.log(`a page with ${name}, without its state: brotli ${length} (limit ${limit}${aim})`);
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
