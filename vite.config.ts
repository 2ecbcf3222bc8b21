import { type BuildOptions, defineConfig, type Plugin } from 'vite';
import { dialogBudget } from './scripts/build/dialog-budget.ts';
import { dialogChunks } from './scripts/build/dialog-chunks.ts';
import { litDecorators } from './scripts/build/lit-decorators.ts';
import { templateWhitespace } from './scripts/build/template-whitespace.ts';
import { DIALECT_NAMES } from './widget/dialects/dialects.ts';
import { LOCALES } from './widget/locales/locales.ts';

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
  plugins: [
    litDecorators(),
    litMessages(),
    templateWhitespace(),
    localeFiles(),
    dialogChunks(DIALECT_NAMES),
    dialogBudget(),
  ],
};

/** What host pages load: the tag with all that it needs. */
const tag = {
  publicDir: false as const,
  build: {
    ...common,
    lib: { entry: 'widget/element/define.ts', formats: ['es' as const], fileName: () => 'embed-connection.js' },
  },
  plugins: [litDecorators(), litMessages(), templateWhitespace(), tagIsOneFile()],
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

/**
 * Removes what Lit says about a wrong use of `css`, which the types refuse already. Each page would carry the two sentences.
 */
function litMessages(): Plugin {
  return {
    name: 'lit-messages',
    transform: {
      filter: { id: /\/@lit\/reactive-element\/css-tag\.js$/ },
      handler: (code) => ({ code: code.replaceAll(/throw Error\("[^()]*"\)/g, 'throw Error()'), map: null }),
    },
  };
}

/** Writes each language as a JSON file, which the server reads and puts into the state of its pages. */
function localeFiles(): Plugin {
  return {
    name: 'locale-files',
    generateBundle() {
      for (const [tag, messages] of Object.entries(LOCALES)) {
        this.emitFile({ type: 'asset', fileName: `locales/${tag}.json`, source: JSON.stringify(messages) });
      }
    },
  };
}

/** Fails the build if the tag is not one self-contained file. `.size-limit.json` limits its size. */
function tagIsOneFile(): Plugin {
  return {
    name: 'tag-is-one-file',
    writeBundle(_options, bundle) {
      const [file, ...more] = Object.values(bundle);
      if (file?.type !== 'chunk' || more.length > 0) this.error('The tag must be one file.');
      if (file.imports.length + file.dynamicImports.length > 0) this.error('The tag must not import anything.');
    },
  };
}

/**
 * Fails the build if the script of the sign-in window cannot be inlined in a page. `.size-limit.json` limits its size.
 */
function windowIsInlinable(): Plugin {
  return {
    name: 'window-is-inlinable',
    writeBundle(_options, bundle) {
      const [script, ...more] = Object.values(bundle).filter((file) => file.type === 'chunk');
      if (!script || more.length > 0) this.error('The script of the window must be one file.');
      if (!('window.css' in bundle)) this.error('The pages of the window have no style sheet.');
      // Both tags would break the script element around the code (HTML, section 4.12.1.3).
      if (/<\/?script/i.test(script.code)) this.error('The script contains a script tag.');
    },
  };
}
