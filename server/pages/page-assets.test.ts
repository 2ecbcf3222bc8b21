import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { VIEW_CHUNKS } from '../../widget/protocol/chunks.ts';
import { loadPageAssets } from './page-assets.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'page-assets-'));
after(() => rmSync(folder, { recursive: true }));

const FILES = [
  'dialog.js',
  'token-exchange.js',
  'application.js',
  ...VIEW_CHUNKS.map((name) => `views/${name}.js`),
  'dialects/native.js',
  'page.css',
  'embed-connection.js',
  'window.js',
  'window.css',
  'locales/en.json',
  'sentence-keys.json',
];

const JSON_FILES: Readonly<Record<string, string>> = {
  'locales/en.json': '{"form.title":"Connect"}',
  'sentence-keys.json': '{"core":["form.title"]}',
};

const load = () => loadPageAssets(pathToFileURL(`${folder}/`));

beforeEach(() => {
  for (const name of ['locales', 'views', 'dialects']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of FILES) writeFileSync(path.join(folder, name), JSON_FILES[name] ?? `of ${name}`);
});

describe('the built files of the widget', () => {
  test('are read completely', () => {
    assert.deepEqual(load(), {
      script: 'of dialog.js',
      views: Object.fromEntries(VIEW_CHUNKS.map((name) => [name, `of views/${name}.js`])),
      tokenExchange: 'of token-exchange.js',
      application: 'of application.js',
      dialects: new Map([['native', 'of dialects/native.js']]),
      sentenceKeys: { core: ['form.title'] },
      chunkFolder: pathToFileURL(path.join(folder, 'assets/')),
      styles: 'of page.css',
      tagScript: 'of embed-connection.js',
      windowScript: 'of window.js',
      windowStyles: 'of window.css',
      locales: new Map([['en', { 'form.title': 'Connect' }]]),
    });
  });

  for (const name of FILES.filter((file) => !/^(locales|dialects)\//.test(file))) {
    test(`are incomplete without ${name}, and the error names the build command`, () => {
      rmSync(path.join(folder, name));
      assert.throws(load, /npm run build/);
    });
  }

  test('has English sentences', () => {
    rmSync(path.join(folder, 'locales/en.json'));
    writeFileSync(path.join(folder, 'locales/de.json'), '{}');
    assert.throws(load, /English/);
    rmSync(path.join(folder, 'locales/de.json'));
  });
});
