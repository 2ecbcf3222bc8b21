import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { cpSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { build, type PluginOption } from 'vite';

/** Frameworks that there is a page for, each with how its page begins and what turns it into a script. */
const FRAMEWORKS = {
  react: { entry: 'main.jsx', plugins: (): PluginOption => [] },
  vue: {
    entry: 'main.js',
    plugins: (): PluginOption =>
      vue({ template: { compilerOptions: { isCustomElement: (name) => name === 'embed-connection' } } }),
  },
  svelte: { entry: 'main.js', plugins: (): PluginOption => svelte({ configFile: false }) },
};

/** One of the frameworks that there is a page for. */
export type Framework = keyof typeof FRAMEWORKS;

/** All of them, by name. */
export const FRAMEWORK_NAMES: readonly Framework[] = ['react', 'vue', 'svelte'];

interface PageBuild {
  /** Folder of a project that has the packed package: see `hostProject`. */
  readonly project: string;
  /** Where `react.js`, `vue.js` and `svelte.js` go, each a module of its own. */
  readonly outDir: string;
}

/** Builds the pages as a product would that has the package from npm. */
export async function buildFrameworkPages({ project, outDir }: PageBuild): Promise<void> {
  // Within the project, so that the sources find what it has installed, and nothing of this repository.
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
    // React's strict mode mounts twice in its development build only.
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
