import { type BuildOptions, defineConfig } from 'vite';
import { dialogBudget } from './scripts/build/dialog-budget.ts';
import { dialogChunks } from './scripts/build/dialog-chunks.ts';
import { litDecorators } from './scripts/build/lit-decorators.ts';
import { localeFiles } from './scripts/build/locale-files.ts';
import { tagIsOneFile } from './scripts/build/tag-is-one-file.ts';
import { templateWhitespace } from './scripts/build/template-whitespace.ts';
import { windowIsInlinable } from './scripts/build/window-is-inlinable.ts';
import { DIALECT_NAMES } from './widget/dialects/dialects.ts';

const common = {
  outDir: 'dist/widget',
  // Other parts of the build write there at the same time.
  emptyOutDir: false,
  // The first browsers with `light-dark()`, and for Firefox relative colours, which no build can replace.
  cssTarget: ['chrome123', 'firefox128', 'safari17.5', 'ios17.5'],
  // A library build does not minify by itself.
  rolldownOptions: { output: { minify: true, comments: false } },
  reportCompressedSize: false,
} satisfies BuildOptions;

/** What the server puts into its pages, and the chunks that they load. */
const dialog = {
  publicDir: false as const,
  build: {
    ...common,
    lib: { entry: 'widget/dialog/main.ts', formats: ['es' as const], fileName: () => 'dialog.js', cssFileName: 'page' },
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension' as const,
      output: { ...common.rolldownOptions.output, chunkFileNames: '[name].js' },
    },
  },
  plugins: [litDecorators(), templateWhitespace(), localeFiles(), dialogChunks(DIALECT_NAMES), dialogBudget()],
};

/** What host pages load: the tag with all that it needs. */
const tag = {
  publicDir: false as const,
  build: {
    ...common,
    lib: { entry: 'widget/element/define.ts', formats: ['es' as const], fileName: () => 'embed-connection.js' },
  },
  plugins: [litDecorators(), templateWhitespace(), tagIsOneFile()],
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
  // Also for tools that only look at this file, and so name no mode of ours.
  return dialog;
});
