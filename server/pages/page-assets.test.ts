import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { loadPageAssets } from './page-assets.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'page-assets-'));
after(() => rmSync(folder, { recursive: true }));

const FILES = [
  'dialog-credentials.js',
  'dialog-sign-in.js',
  'dialog-all.js',
  'page.css',
  'embed-connection.js',
  'window.js',
  'window.css',
  'locales/en.json',
];

const load = () => loadPageAssets(pathToFileURL(`${folder}/`));

beforeEach(() => {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  for (const name of FILES) {
    writeFileSync(path.join(folder, name), name.endsWith('.json') ? '{"form.title":"Connect"}' : `of ${name}`);
  }
});

describe('the built files of the widget', () => {
  test('are read completely', async () => {
    assert.deepEqual(await load(), {
      scripts: { credentials: 'of dialog-credentials.js', 'sign-in': 'of dialog-sign-in.js', all: 'of dialog-all.js' },
      styles: 'of page.css',
      tagScript: 'of embed-connection.js',
      windowScript: 'of window.js',
      windowStyles: 'of window.css',
      locales: new Map([['en', { 'form.title': 'Connect' }]]),
    });
  });

  for (const name of FILES.filter((file) => !file.startsWith('locales/'))) {
    test(`are incomplete without ${name}, and the error names the build command`, async () => {
      rmSync(path.join(folder, name));
      await assert.rejects(load, /npm run build/);
    });
  }

  test('has English sentences', async () => {
    rmSync(path.join(folder, 'locales/en.json'));
    writeFileSync(path.join(folder, 'locales/de.json'), '{}');
    await assert.rejects(load, /English/);
    rmSync(path.join(folder, 'locales/de.json'));
  });
});
