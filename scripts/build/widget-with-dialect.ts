import { cpSync } from 'node:fs';
import { build, loadConfigFromFile } from 'vite';
import { DIALECT_NAMES } from '../../widget/dialects/dialects.ts';
import { dialogChunks } from './dialog-chunks.ts';

/**
 * Builds the widget into a folder with an additional row in the table of dialects, for the test of a made-up dialect.
 *
 * @param name Name of the dialect, and of its file in `widget/dialects/testing/`.
 */
export async function buildWidgetWithDialect(name: string, folder: string): Promise<void> {
  cpSync('dist/widget', folder, { recursive: true });
  const env = { command: 'build' as const, mode: 'dialog' };
  const loaded = await loadConfigFromFile(env, 'vite.config.ts');
  if (!loaded) throw new Error('vite.config.ts is missing.');
  const { build: options, plugins = [], ...config } = loaded.config;
  // The budget is for the product's dialects only.
  const others = plugins.filter((plugin) => !isNamed(plugin, 'dialog-budget') && !isNamed(plugin, 'dialog-chunks'));
  await build({
    ...config,
    configFile: false,
    mode: env.mode,
    logLevel: 'warn',
    plugins: [...others, dialogChunks([...DIALECT_NAMES, `testing/${name}`])],
    build: { ...options, outDir: folder },
  });
}

function isNamed(plugin: unknown, name: string): boolean {
  return typeof plugin === 'object' && plugin !== null && 'name' in plugin && plugin.name === name;
}
