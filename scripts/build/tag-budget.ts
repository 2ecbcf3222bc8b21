import type { Plugin } from 'vite';
import { printSize, measureSize } from './bundle-size.ts';

/** What a host page loads for the tag, Lit included. The plan is 11 kB, of which Lit is 5.4. */
const BUDGET = { limit: 12_400, target: 9_000 };

/** Stops the build if the tag is not one file that needs no other, or if it weighs too much. */
export function tagBudget(): Plugin {
  return {
    name: 'tag-budget',
    writeBundle(_options, bundle) {
      const [file, ...more] = Object.values(bundle);
      if (file?.type !== 'chunk' || more.length > 0) this.error('The tag must be one file.');
      if (file.imports.length + file.dynamicImports.length > 0) this.error('The tag must not import anything.');

      const weight = measureSize(Buffer.from(file.code));
      printSize(file.fileName, weight, BUDGET);
      if (weight.brotli > BUDGET.limit) this.error(`${file.fileName} is heavier than ${BUDGET.limit} bytes.`);
    },
  };
}
