import type { Plugin } from 'vite';
import { LOCALES } from '../../widget/locales/locales.ts';

/** Writes each language as a JSON file, which the server reads and puts into the state of its pages. */
export function localeFiles(): Plugin {
  return {
    name: 'locale-files',
    generateBundle() {
      for (const [tag, messages] of Object.entries(LOCALES)) {
        this.emitFile({ type: 'asset', fileName: `locales/${tag}.json`, source: JSON.stringify(messages) });
      }
    },
  };
}
