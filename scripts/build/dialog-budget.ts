import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { precompress, joinPrecompressed } from '../../server/pages/precompressed.ts';
import { LOCALES } from '../../widget/locales/locales.ts';
import { pageTranslations } from '../../widget/protocol/page-translations.ts';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';

/** The size of a page in bytes. */
interface BundleSize {
  readonly plain: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Sizes in bytes, compressed with brotli. */
interface Budget {
  /** A larger page fails the build. */
  readonly limit: number;
  readonly target: number;
}

const TARGET = 20_000;

/** The limit for everything that a dialog page loads, Lit included, for each script. */
const BUDGETS: Readonly<Record<DialogScript, Budget>> = {
  credentials: { limit: 27_200, target: TARGET },
  // A page without a form.
  'sign-in': { limit: 28_300, target: TARGET },
  // For connectors that ask for something before the sign-in, and for pages that do not know their connector before
  // the token arrives. It has the views of both other scripts, until views are loaded on demand.
  all: { limit: 30_300, target: TARGET },
};

/** Fails the build if the script cannot be inlined in a page, or if a page exceeds its limit. */
export function dialogBudget(kind: DialogScript): Plugin {
  const budget = BUDGETS[kind];
  return {
    name: 'dialog-budget',
    writeBundle(_options, bundle) {
      const files = Object.values(bundle);
      const [script, ...more] = files.filter((file) => file.type === 'chunk');
      const style = files.find((file) => file.type === 'asset' && file.fileName === 'page.css');
      if (!script || more.length > 0) this.error('The dialog must be one file.');
      if (style?.type !== 'asset') this.error('The dialog has no style sheet.');
      // Both tags would break the script element around the code (HTML, section 4.12.1.3).
      if (/<\/?script/i.test(script.code)) this.error('The script contains a script tag.');

      const pages = Object.entries(LOCALES).map(([tag, messages]) => {
        const sentences = JSON.stringify(
          pageTranslations({ kind: 'dialog', dialect: 'native', script: kind }, messages),
        );
        return { tag, weight: measurePage([script.code, String(style.source), sentences]) };
      });
      const heaviest = pages.reduce((one, other) => (other.weight.brotli > one.weight.brotli ? other : one));
      printSize(`a native dialog page (${kind}) in ${heaviest.tag}, without its state`, heaviest.weight, budget);
      if (heaviest.weight.brotli > budget.limit) this.error(`A dialog page is heavier than ${budget.limit} bytes.`);
    },
  };
}

/** The gzip size is what the server sends. It compresses the parts separately, which adds a few bytes. */
function measurePage(parts: readonly string[]) {
  return {
    ...measureSize(Buffer.from(parts.join(''))),
    gzip: joinPrecompressed(parts.map((part) => precompress(part))).length,
  };
}

/** Measures a text at the highest compression level of each format. */
function measureSize(file: Buffer): BundleSize {
  return { plain: file.length, gzip: gzipSync(file, { level: 9 }).length, brotli: brotliCompressSync(file).length };
}

function printSize(name: string, { plain, gzip, brotli }: BundleSize, { limit, target }: Budget): void {
  console.log(`${name}: ${plain} bytes, gzip ${gzip}, brotli ${brotli} (limit ${limit}, aim ${target})`);
}
