import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { buildFrameworkPages, FRAMEWORK_NAMES } from './frameworks/build-framework-pages.ts';
import { DialogPage } from './harness/dialog-page.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';
import { escapeHtml } from './host-pages/escape-html.ts';
import { htmlPage } from './host-pages/html-page.ts';
import { hostProject } from './package/pack.ts';
import type { HostProject } from './package/pack.ts';

let project: HostProject;
let scripts: string;

test.beforeAll(async () => {
  project = hostProject();
  scripts = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-pages-'));
  await buildFrameworkPages({ project: project.folder, outDir: scripts });
});

test.afterAll(() => {
  rmSync(scripts, { recursive: true });
  project.remove();
});

for (const framework of FRAMEWORK_NAMES) {
  test(`a ${framework} page with the npm package connects, then opens the modal`, async ({ page, stack }) => {
    const customer = stack.newCustomer();
    const script = stack.host.add({
      html: () => readFileSync(path.join(scripts, `${framework}.js`), 'utf8'),
      headers: { 'content-type': 'text/javascript' },
    });
    const html = frameworkPage({
      script,
      src: stack.connectorPageUrl(KEY_PROVIDER.connector),
      tokenUrl: stack.addTokenEndpoint(customer),
    });
    await page.goto(stack.hostOrigin + stack.host.add({ html: () => html }));
    const dialog = new DialogPage(page, KEY_PROVIDER.title, '[data-widget] iframe');
    const status = page.locator('[data-status]');
    await expect(status).toHaveText('disconnected');

    // A changed property does not reload the open dialog.
    await dialog.field(KEY_LABEL).fill(RIGHT_KEY);
    await page.locator('[data-action=theme]').click();
    const content = await dialog.content();
    await content.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    await expect(dialog.field(KEY_LABEL)).toHaveValue(RIGHT_KEY);

    await dialog.button('form.submit').click();
    await expect(status).toHaveText('connected');
    const events = page.locator('[data-events] li');
    await expect(events.filter({ hasText: /^success: sandbox$/ })).toHaveCount(1);

    await page.locator('[data-action=mount]').click();
    await expect(page.locator('[data-widget]')).toHaveCount(0);
    await page.locator('[data-action=mount]').click();
    await expect(dialog.heading('connected.title')).toBeVisible();

    await page.locator('[data-action=open]').click();
    const modal = new DialogPage(page, KEY_PROVIDER.title, '[data-modal] iframe');
    await expect(modal.heading('connected.title')).toBeVisible();
    await modal.button('action.done').click();
    await expect(events.last()).toHaveText('exit: finished');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(events.filter({ hasText: 'error' })).toHaveCount(0);
  });
}

/** Parameters of {@link frameworkPage}. */
interface FrameworkPageOptions {
  /** Address of the script that `buildFrameworkPages` created. */
  readonly script: string;
  /** `src` of the tag. It contains no token. */
  readonly src: string;
  /** The product's endpoint that responds with `{token}`. */
  readonly tokenUrl: string;
}

/**
 * A product's page that is made with a framework. It has no inline code, so it works under any content security policy.
 */
function frameworkPage({ script, src, tokenUrl }: FrameworkPageOptions): string {
  return htmlPage({
    head: `<link rel="icon" href="data:," />
    <script type="module" src="${escapeHtml(script)}"></script>`,
    body: `<div id="app" data-src="${escapeHtml(src)}" data-token-url="${escapeHtml(tokenUrl)}"></div>`,
  });
}
