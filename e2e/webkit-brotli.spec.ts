import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

import { z } from 'zod';

import { WIDGET_SITE } from './harness/sites.ts';
import { expect, test } from './webdriver/webkit-test.ts';

/** A key and a certificate that it signs. `undefined` if this machine has no OpenSSL. */
function createCertificate(): { readonly key: Buffer; readonly cert: Buffer } | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-tls-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${WIDGET_SITE}`];
  try {
    execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The body of a page as the server sends it to a browser that accepts brotli. */
async function compressedPage(address: URL): Promise<Buffer> {
  const request = http.get(address, { headers: { 'accept-encoding': 'br', 'sec-fetch-dest': 'iframe' } });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(response.headers['content-encoding']).toBe('br');
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

test('WebKit, which accepts brotli over TLS only, decodes a page that was joined from parts', async ({
  webkit,
  stack,
}) => {
  const certificate = createCertificate();
  test.skip(!certificate, 'This machine has no OpenSSL.');
  const body = await compressedPage(new URL(await stack.pandiumFrameUrl(stack.newCustomer(), 'sandbox')));
  const accepted: unknown[] = [];
  const server = https.createServer({ ...certificate }, (request, response) => {
    if (request.url === '/page') accepted.push(request.headers['accept-encoding']);
    // Without the policy of the page, because its scripts are not the subject here.
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "script-src 'none'" };
    response.writeHead(200, { ...headers, 'content-encoding': 'br' }).end(body);
  });
  server.listen(0, WIDGET_SITE);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await webkit.navigate(`https://${WIDGET_SITE}:${port}/page`);
    const states = z
      .array(z.string())
      .nonempty()
      .parse(
        await webkit.execute(() =>
          Array.from(document.querySelectorAll('script[type="application/json"]'), ({ textContent }) => textContent),
        ),
      );
    expect(accepted).toEqual([expect.stringContaining('br')]);
    const text = brotliDecompressSync(body).toString();
    for (const state of states) expect(text).toContain(state);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
