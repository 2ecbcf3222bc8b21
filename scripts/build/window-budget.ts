import type { Plugin } from 'vite';
import { printSize, measureSize } from './bundle-size.ts';

/** What the script of a page in a window may weigh: it stands in the page, which has to be there at once. */
const BUDGET = { limit: 2_000, target: 1_500 };

/** Stops the build if the script could not stand in a page as it is, or if it weighs too much. */
export function windowBudget(): Plugin {
  return {
    name: 'window-budget',
    writeBundle(_options, bundle) {
      const [script, ...more] = Object.values(bundle).filter((file) => file.type === 'chunk');
      if (!script || more.length > 0) this.error('The script of windows must be one file.');
      if (!('window.css' in bundle)) this.error('The pages in windows have no style sheet.');
      // Either ends or misleads the script element around it (HTML, section 4.12.1.3).
      if (/<\/?script/i.test(script.code)) this.error('The script holds the name of a script tag.');

      const weight = measureSize(Buffer.from(script.code));
      printSize(script.fileName, weight, BUDGET);
      if (weight.brotli > BUDGET.limit) this.error(`${script.fileName} is heavier than ${BUDGET.limit} bytes.`);
    },
  };
}
