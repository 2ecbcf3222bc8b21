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
  // Other build steps write to the same folder.
  emptyOutDir: false,
  // Vite does not minify ES module libraries by default.
  rolldownOptions: { output: { minify: true, comments: false } },
  reportCompressedSize: false,
} satisfies BuildOptions;

/** The dialog's script in the server's pages. Each variant contains only the steps that its pages need. */
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

/** The self-contained script of the tag, which host pages load. */
const tag = {
  publicDir: false as const,
  build: {
    ...common,
    lib: { entry: 'widget/element/define.ts', formats: ['es' as const], fileName: () => 'embed-connection.js' },
  },
  plugins: [templateWhitespace(), tagIsOneFile()],
};

/** The script in the pages of sign-in windows. */
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
  // Tools that only read this file use another mode.
  return dialog(DIALOG_SCRIPTS.find((name) => mode === `dialog-${name}`) ?? 'all');
});
