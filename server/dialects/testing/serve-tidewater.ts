// Runs the server with one embed system more: node serve-tidewater.ts <configuration file> <folder of the built widget>.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { loadConfig } from '../../config/load-config.ts';
import { readServerSettings } from '../../config/server-settings.ts';
import { createLogger } from '../../log/logger.ts';
import { startServer } from '../../main.ts';
import { openTemporaryStore } from '../../store/testing/open-temporary-store.ts';
import { dialects } from '../dialects.ts';
import { tidewater } from './tidewater.ts';

const [, , configFile = '', widgetFolder = ''] = process.argv;
const config = await loadConfig({
  text: await readFile(configFile, 'utf8'),
  baseDirectory: '.',
  env: {},
  catalogue: new Map(),
  dev: true,
});
const temporary = await openTemporaryStore();
const server = await startServer({
  config,
  settings: readServerSettings(process.env, { dev: true }),
  store: temporary.store,
  log: createLogger({ level: 'info', destination: process.stdout }),
  dialects: [...dialects, tidewater],
  widgetFolder: pathToFileURL(`${widgetFolder}/`),
});
process.once('SIGTERM', () => {
  void server.stop().then(() => temporary.close());
});
