import { type BuildOptions, defineConfig } from 'vite';
import { dialogBudget } from './scripts/build/dialog-budget.ts';
import { replaceUnusedSteps } from './scripts/build/dialog-scripts.ts';
import { localeFiles } from './scripts/build/locale-files.ts';
import { tagIsOneFile } from './scripts/build/tag-is-one-file.ts';
import { templateWhitespace } from './scripts/build/template-whitespace.ts';
import { windowIsInlinable } from './scripts/build/window-is-inlinable.ts';
import { DIALOG_SCRIPTS, type DialogScript } from './widget/protocol/dialog-script.ts';

const common = {
  outDir: 'dist/widget',
  // Other parts of the build write there at the same time.
  emptyOutDir: false,
  // A library build does not minify by itself.
  rolldownOptions: { output: { minify: true, comments: false } },
  reportCompressedSize: false,
} satisfies BuildOptions;

/** What the server puts into its pages: the steps that a page needs, and no others. */
const dialog = (script: DialogScript) => ({
  publicDir: false as const,
  build: {
    ...common,
    lib: {
      entry: 'widget/dialog/main.ts',
      formats: ['es' as const],
      fileName: () => `dialog-${script}.js`,
      cssFileName: 'page',
    },
  },
  plugins: [replaceUnusedSteps(script), templateWhitespace(), localeFiles(), dialogBudget(script)],
});

/** What host pages load: the tag with all that it needs. */
const tag = {
  publicDir: false as const,
  build: {
    ...common,
    lib: { entry: 'widget/element/define.ts', formats: ['es' as const], fileName: () => 'embed-connection.js' },
  },
  plugins: [templateWhitespace(), tagIsOneFile()],
};

/** What the server puts into the pages of windows, where people sign in. */
const window = {
  publicDir: false as const,
  build: {
    ...common,
    lib: {
      entry: 'widget/window/main.ts',
      formats: ['es' as const],
      fileName: () => 'window.js',
      cssFileName: 'window',
    },
  },
  plugins: [windowIsInlinable()],
};

export default defineConfig(({ mode }) => {
  if (mode === 'tag') return tag;
  if (mode === 'window') return window;
  // Tools that only look at this file name no mode of ours.
  return dialog(DIALOG_SCRIPTS.find((name) => mode === `dialog-${name}`) ?? 'all');
});
