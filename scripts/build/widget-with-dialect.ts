import { cpSync } from 'node:fs';
import path from 'node:path';
import { build, loadConfigFromFile } from 'vite';
import type { Plugin } from 'vite';

/**
 * Builds the widget into a folder with an additional row in the table of dialects, for the test of a made-up dialect.
 *
 * @param name Name of the dialect, and of its file in `widget/dialects/testing/`, which exports it by that name.
 */
export async function buildWidgetWithDialect(name: string, folder: string): Promise<void> {
  cpSync('dist/widget', folder, { recursive: true });
  const env = { command: 'build' as const, mode: 'dialog' };
  const loaded = await loadConfigFromFile(env, 'vite.config.ts');
  if (!loaded) throw new Error('vite.config.ts is missing.');
  const { build: options, plugins = [], ...config } = loaded.config;
  await build({
    ...config,
    configFile: false,
    mode: env.mode,
    logLevel: 'warn',
    // The budget is for the product's dialects only.
    plugins: [...plugins.filter((plugin) => !isNamed(plugin, 'dialog-budget')), addRow(name)],
    build: { ...options, outDir: folder },
  });
}

function isNamed(plugin: unknown, name: string): boolean {
  return typeof plugin === 'object' && plugin !== null && 'name' in plugin && plugin.name === name;
}

function addRow(name: string): Plugin {
  const table = path.resolve('widget/dialects/dialects.ts');
  return {
    name: 'add-dialect',
    enforce: 'pre',
    transform(code, id) {
      if (id !== table) return undefined;
      const row = `  ['native',`;
      if (!code.includes(row)) this.error('The table of dialects has no row to put another one before.');
      return `import { ${name} } from './testing/${name}.ts';\n${code.replace(row, `  ['${name}', ${name}],\n${row}`)}`;
    },
  };
}
