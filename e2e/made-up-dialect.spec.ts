import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SignJWT } from 'jose';
import { sandboxConnectors } from '../server/sandbox/connectors.ts';
import { buildWidgetWithDialect } from '../scripts/build/widget-with-dialect.ts';
import { DialogPage } from './harness/dialog-page.ts';
import { freePort } from './harness/free-port.ts';
import { waitForMessages } from './harness/message-recorder.ts';
import { KEY_LABEL, KEY_PROVIDER, RIGHT_KEY } from './harness/providers.ts';
import { ServerProcess } from './harness/server-process.ts';
import { WIDGET_SITE } from './harness/sites.ts';
import { expect, test } from './harness/test.ts';

const SECRET = 'a-secret-of-thirty-two-characters';
const SERVER = path.resolve('server/dialects/testing/serve-tidewater.ts');

let folder: string;
let widgetFolder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-tidewater-'));
  widgetFolder = path.join(folder, 'widget');
  await buildWidgetWithDialect('tidewater', widgetFolder);
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('an embed system of two files and two rows connects, with its own handshake and messages', async ({
  page,
  stack,
}) => {
  const config = path.join(folder, 'embed.config.json');
  const organization = {
    name: 'Acme',
    allowedOrigins: [stack.hostOrigin],
    keys: [{ alg: 'HS256', secret: SECRET }],
  };
  writeFileSync(
    config,
    JSON.stringify({ organizations: { acme: organization }, connectors: sandboxConnectors(stack.sandbox.url) }),
  );
  const server = new ServerProcess({
    host: WIDGET_SITE,
    port: await freePort(WIDGET_SITE),
    config,
    database: path.join(folder, 'embed.db'),
    log: path.join(folder, 'server.log'),
    program: [SERVER, config, widgetFolder],
    env: { ENCRYPTION_KEYS: randomBytes(32).toString('base64') },
  });
  await server.start();
  try {
    const token = await new SignJWT({ sub: 'seat-7' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .sign(new TextEncoder().encode(SECRET));
    const frameUrl = new URL(`/tidewater/acme/panels/${KEY_PROVIDER.connector}`, server.url).href;
    // The host repeats its message until the page answers, as Superblocks' client does.
    const html = `<!doctype html><title>Host</title><iframe data-widget src="${frameUrl}" width="600" height="600"></iframe>
      <script>
        const frame = document.querySelector('iframe');
        const knock = () => frame.contentWindow.postMessage({ tide: 'in', pass: ${JSON.stringify(token)} }, ${JSON.stringify(server.url.origin)});
        let timer;
        frame.addEventListener('load', () => { knock(); knock(); timer = setInterval(knock, 100); });
        addEventListener('message', ({ data }) => { if (data.tide === 'open') clearInterval(timer); });
      </script>`;
    await page.goto(stack.hostOrigin + stack.host.add({ html: () => html }));

    const dialog = new DialogPage(page, KEY_PROVIDER.title);
    await expect(dialog.heading('form.title')).toBeVisible();
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.heading('connected.title')).toBeVisible();

    const isLinked = (message: unknown) => JSON.stringify(message).includes('"linked"');
    const messages = (await waitForMessages(page, isLinked)).map(({ data }) => data as { tide: string });
    expect(new Set(messages.map(({ tide }) => tide))).toEqual(new Set(['open', 'level', 'linked']));
    expect(messages.filter(({ tide }) => tide === 'linked')).toEqual([
      { tide: 'linked', link: expect.any(Number), seat: 'seat-7' },
    ]);
  } finally {
    await server.stop();
  }
});
