import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { cpSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { build, type PluginOption } from 'vite';

/** The frameworks that have a page here, each with its entry file and the Vite plugins that compile it. */
const FRAMEWORKS = {
  react: { entry: 'main.jsx', plugins: (): PluginOption => [] },
  vue: {
    entry: 'main.js',
    plugins: (): PluginOption =>
      vue({ template: { compilerOptions: { isCustomElement: (name) => name === 'embed-connection' } } }),
  },
  svelte: { entry: 'main.js', plugins: (): PluginOption => svelte({ configFile: false }) },
};

/** The name of a framework that has a page here. */
export type Framework = keyof typeof FRAMEWORKS;

/** The names of all frameworks. */
export const FRAMEWORK_NAMES: readonly Framework[] = ['react', 'vue', 'svelte'];

interface PageBuild {
  /** Folder of a project in which the packed package is installed: see `hostProject`. */
  readonly project: string;
  /** Folder for `react.js`, `vue.js` and `svelte.js`. Each is one self-contained module. */
  readonly outDir: string;
}

/** Builds the pages as a product builds them that installs the package from npm. */
export async function buildFrameworkPages({ project, outDir }: PageBuild): Promise<void> {
  // Inside the project, so that imports resolve to its node_modules and not to this repository's.
  const pages = mkdtempSync(path.join(project, 'pages-'));
  cpSync(import.meta.dirname, pages, { recursive: true });
  for (const framework of FRAMEWORK_NAMES) await buildPage(framework, path.join(pages, framework), outDir);
}

async function buildPage(framework: Framework, root: string, outDir: string): Promise<void> {
  const { entry, plugins } = FRAMEWORKS[framework];
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [plugins()],
    // Only React's development build mounts components twice in strict mode.
    define: { 'process.env.NODE_ENV': '"development"' },
    build: {
      outDir: path.resolve(outDir),
      emptyOutDir: false,
      rolldownOptions: { input: path.join(root, entry), output: { entryFileNames: `${framework}.js` } },
      minify: false,
      reportCompressedSize: false,
    },
  });
}
