import type { Plugin } from 'vite';
import { deflatePart, joinGzip } from '../../server/http/joined-gzip.ts';
import { LOCALES } from '../../widget/locales/locales.ts';
import { pageMessages } from '../../widget/protocol/page-messages.ts';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';
import { type Budget, printWeight, weigh } from './weight.ts';

const AIM = 20_000;

/** The limit for everything that a dialog page loads, Lit included, for each script. */
const BUDGETS: Readonly<Record<DialogScript, Budget>> = {
  typed: { limit: 24_000, aim: AIM },
  'sign-in': { limit: 24_000, aim: AIM },
  // For connectors that ask for something before the sign-in, and for pages that do not know their connector before
  // the token arrives. It has the views of both other scripts, until views are loaded on demand.
  whole: { limit: 25_200, aim: AIM },
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
      // Either would end or confuse the script element around it (HTML, section 4.12.1.3).
      if (/<\/?script/i.test(script.code)) this.error('The script holds the name of a script tag.');

      const pages = Object.entries(LOCALES).map(([tag, messages]) => {
        const sentences = JSON.stringify(pageMessages({ kind: 'dialog', dialect: 'native', script: kind }, messages));
        return { tag, weight: weighPage([script.code, String(style.source), sentences]) };
      });
      const heaviest = pages.reduce((one, other) => (other.weight.brotli > one.weight.brotli ? other : one));
      printWeight(`a native dialog page (${kind}) in ${heaviest.tag}, without its state`, heaviest.weight, budget);
      if (heaviest.weight.brotli > budget.limit) this.error(`A dialog page is heavier than ${budget.limit} bytes.`);
    },
  };
}

/** The gzip figure is what the server sends: parts that were compressed separately, which adds a few bytes. */
function weighPage(parts: readonly string[]) {
  return {
    ...weigh(Buffer.from(parts.join(''))),
    gzip: joinGzip(parts.map((part) => deflatePart(part))).length,
  };
}
