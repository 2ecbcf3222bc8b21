import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';

import { SIGN_IN_HINT } from './demo/providers.ts';
import { DialogPage, translate } from './harness/dialog-page.ts';
import { freePort } from './harness/free-port.ts';
import { signIn } from './harness/sign-in-window.ts';
import { HOST_SITE, PROVIDER_SITE, WIDGET_SITE } from './harness/sites.ts';
import { KEY_LABEL, KEY_PROVIDER, RIGHT_KEY, SIGN_IN_PROVIDER, WRONG_KEY } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

const START = path.resolve(import.meta.dirname, 'demo/start.ts');

/** CSS pixels: a phone, the narrow layout, and the wide layout at several widths. */
const WIDTHS = [320, 600, 1000, 1200, 1600];

const running = new Set<ChildProcess>();

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-demo-'));
});

test.afterEach(async () => {
  const ends = [...running].map((child) => once(child, 'close'));
  for (const child of running) child.kill('SIGINT');
  await Promise.all(ends);
  rmSync(folder, { recursive: true });
});

/** Finds a base port for which all three ports of the demo are free, below the operating system's ephemeral ports. */
async function demoPort(): Promise<number> {
  for (let port = 20_000; port < 32_000; port += 300) {
    const ports = [freePort(WIDGET_SITE, port), freePort(HOST_SITE, port + 100), freePort(PROVIDER_SITE, port + 200)];
    const taken = (await Promise.allSettled(ports)).some(({ status }) => status === 'rejected');
    if (!taken) return port;
  }
  throw new Error('Found no free ports for the demo.');
}

/** Runs the demo as `npm start` does, in a new folder. */
function runDemo(port: number) {
  const child = spawn(process.execPath, [START], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DEMO_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([status]: unknown[]) => {
    running.delete(child);
    return status;
  });
  return { output: () => output, ended, interrupt: () => child.kill('SIGINT') };
}

/** Fails if the page scrolls sideways or its log overflows its card, at any width and in either theme. */
async function expectNoOverflow(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate(() => {
        const edge = document.querySelector('.log')?.getBoundingClientRect().right ?? 0;
        const beyond = [...document.querySelectorAll('.log *')].filter(
          (element) => element.getBoundingClientRect().right > edge || element.scrollWidth > element.clientWidth,
        );
        return {
          page: document.documentElement.scrollWidth > innerWidth,
          log: beyond.map(({ outerHTML }) => outerHTML.slice(0, 80)),
        };
      });
      expect(overflow, `${width} pixels, ${colorScheme}`).toEqual({ page: false, log: [] });
    }
  }
}

/** Signs in in a window, with the demo's default provider. */
async function expectSignIn(page: Page): Promise<void> {
  const { title } = SIGN_IN_PROVIDER;
  const status = page.locator('[data-status]');
  const dialog = new DialogPage(page, title, 'embed-connection iframe');
  await expect(status).toHaveText(`${title}: not connected`);
  await expect(page.getByText(SIGN_IN_HINT)).toBeVisible();
  const window = await signIn(page, dialog, 'Bob');
  await expect(status).toHaveText(`${title}: connected`);
  await expect(dialog.frame.getByText('bob@sandbox.example')).toBeVisible();
  const success = page.locator('[data-log] li').filter({ hasText: 'success' });
  await expect(success).toContainText(SIGN_IN_PROVIDER.connector);
  await expect(success).toContainText('receipt');
  // Firefox types into the focused window. Wait until the sign-in window has closed itself.
  await expect.poll(() => window.page.isClosed()).toBe(true);
}

/** Checks the three pages with a tag: inline, in a modal, and in React. */
async function expectTags(page: Page): Promise<void> {
  const status = page.locator('[data-status]');
  const log = page.locator('[data-log]');
  const dialog = new DialogPage(page, 'Sandbox', 'embed-connection iframe');
  await expect(status).toHaveText('Sandbox: not connected');
  await dialog.field(KEY_LABEL).fill(RIGHT_KEY);
  await page.getByLabel('Language').selectOption('Deutsch');
  await expect(dialog.frame.getByRole('button', { name: 'Verbinden', exact: true })).toBeVisible();
  await page.getByLabel('Language').selectOption('English');
  await expect(dialog.field(KEY_LABEL)).toHaveValue(RIGHT_KEY);
  await dialog.button('form.submit').click();
  await expect(status).toHaveText('Sandbox: connected');
  await expect(log.locator('li').filter({ hasText: 'success' })).toContainText('receipt');
  await expectNoOverflow(page);

  await page.getByRole('link', { name: 'In a modal' }).click();
  await expect(status).toHaveText('no event yet');
  // The scripts before the tag's script have run by then.
  await page.waitForFunction(() => customElements.get('embed-connection') !== undefined);
  await page.getByRole('button', { name: /^Connect/ }).click();
  await dialog.button('action.done').click();
  await expect(log.locator('li').first()).toContainText('finished');

  await page.getByRole('link', { name: 'React' }).click();
  await expect(page.getByText('This paragraph is React’s: Sandbox is connected.')).toBeVisible();
  await dialog.button('connected.disconnect').click();
  await dialog.button('disconnect.confirm').click();
  await expect(status).toHaveText('Sandbox: not connected');
}

/** Checks that the product's back end uses a connection, and that it has received events about it. */
async function expectBackEnd(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Back end' }).click();
  const connection = page.locator('.connections li').filter({ hasText: SIGN_IN_PROVIDER.title });
  await connection.getByRole('button').click();
  const steps = page.getByRole('list', { name: 'What the back end did' });
  await expect(steps).toContainText('"type": "oauth2"');
  await expect(steps).toContainText('bob@sandbox.example');
  await expect(page.locator('[data-log]')).toContainText('connection.connected');
  await expectNoOverflow(page);
}

/** Checks that the product shows all its integrations, and one of them. */
async function expectIntegrations(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Portal' }).click();
  const portal = new DialogPage(page, '', 'embed-connection iframe').frame;
  await expect(portal.getByRole('button', { name: 'Invoice export' })).toBeVisible();
  await expectNoOverflow(page);

  await page.getByRole('link', { name: 'Install' }).click();
  // The pages of single connectors have installed it by now.
  const install = new DialogPage(page, '').frame;
  await expect(install.getByRole('heading', { name: 'Contact sync', exact: true })).toBeVisible();
}

test('the demo connects a provider, reports a port that is in use, and frees its ports when it stops', async ({
  page,
}) => {
  // The test shows every page of the demo, starts it twice and connects a slow provider.
  test.setTimeout(300_000);
  const port = await demoPort();
  const demo = runDemo(port);
  await expect.poll(demo.output).toContain('Ctrl-C stops everything.');

  await page.goto(`http://${HOST_SITE}:${port + 100}/`);
  const status = page.locator('[data-status]');
  const log = page.locator('[data-log]');
  await expectSignIn(page);
  await page.getByLabel('Provider', { exact: true }).selectOption('One key');
  await expectTags(page);

  await page.getByRole('link', { name: 'Direct link' }).click();
  const dialog = new DialogPage(page, 'Sandbox');
  await expect(status).toHaveText('sandbox: disconnected');
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(status).toHaveText('sandbox: connected');
  await expect(log.locator('li').first()).toContainText(`from http://${WIDGET_SITE}:${port}`);

  await dialog.button('connected.replace').click();
  await dialog.submit(KEY_LABEL, WRONG_KEY);
  const refused = translate('problem.invalid_credentials.title_provider', { provider: KEY_PROVIDER.title });
  await expect(status).toHaveText(`sandbox: still connected, last attempt failed: ${refused}`);

  await page.getByRole('link', { name: 'Auth only' }).click();
  await expect(dialog.heading('connected.title')).toBeVisible();
  const silence = page.getByText('This kind of frame sends a message when a customer connects');
  await expect(silence).toBeVisible();
  await page.getByLabel('Provider', { exact: true }).selectOption('Slow');
  const slow = new DialogPage(page, 'Slow sandbox');
  await slow.submit(KEY_LABEL, RIGHT_KEY);
  await expect(status).toHaveText(/^connected: tenant \d+$/);
  await expect(silence).toBeHidden();
  await expect(log).toContainText('pandium-success');
  await expectNoOverflow(page);

  await expectBackEnd(page);
  await expectIntegrations(page);

  const second = runDemo(port);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`Port ${port} on ${WIDGET_SITE} is in use by another program`);

  demo.interrupt();
  expect(await demo.ended).toBe(0);
  await freePort(WIDGET_SITE, port);
  await freePort(HOST_SITE, port + 100);
  await freePort(PROVIDER_SITE, port + 200);
});
