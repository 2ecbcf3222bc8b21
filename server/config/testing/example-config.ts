import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { rsaKey } from '../../testing/rsa-key.ts';
import type { Catalogue } from '../resolve-connectors.ts';
import { png } from './png.ts';

/** A catalogue as far as configurations in tests need it. `box` has environments. */
export const exampleCatalogue: Catalogue = new Map([
  [
    'hubspot',
    {
      name: 'HubSpot',
      auth: { type: 'api_key', in: 'bearer', label: 'Access token' },
      verify: { url: 'https://api.hubapi.example/account', account: 'portal.name' },
    },
  ],
  [
    'box',
    {
      name: 'Box',
      auth: { type: 'api_key', in: 'bearer', label: 'Key' },
      verify: { url: 'https://box.example/me' },
      environments: {
        test: { verify: { url: 'https://test.box.example/me' } },
        staging: { verify: { url: 'https://staging.box.example/me' } },
      },
    },
  ],
]);

/** Public key in PEM. */
export function publicKeyPem(kind: 'rsa' | 'small-rsa' | 'p256' | 'p384' | 'ed25519'): string {
  return keyPair(kind).publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Private key in PEM, new in each run. */
export function privateKeyPem(): string {
  return keyPair('p256').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function keyPair(kind: Parameters<typeof publicKeyPem>[0]) {
  switch (kind) {
    case 'rsa':
      return rsaKey('example');
    case 'small-rsa':
      return generateKeyPairSync('rsa', { modulusLength: 1024 });
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
  }
}

/** What {@link exampleText} takes from the environment. */
export const exampleEnv = {
  ACME_SECRET: randomBytes(32).toString('base64url'),
  // As a line of an .env file holds it.
  ACME_PEM: publicKeyPem('rsa').replaceAll('\n', '\\n'),
  ACME_HOOK: `whsec_${randomBytes(24).toString('base64')}`,
  HUBSPOT_ID: randomBytes(12).toString('hex'),
  HUBSPOT_SECRET: randomBytes(24).toString('hex'),
};

/** A configuration that has every setting. */
export const exampleText = `
organizations:
  acme:
    name: Acme
    mode: production
    sandboxRealConnectors: false
    allowedOrigins: [https://app.acme.com, "https://*.acme.com", "http://localhost:3000"]
    keys:
      - { alg: HS256, id: first, claims: locoia, account: "42", secret: "\${ACME_SECRET}" }
      - { alg: RS256, vendorId: we9898, publicKey: "\${ACME_PEM}" }
    tokens: { maxAgeSeconds: 300, singleUse: true }
    sessionTokens: { tenantFrom: metadata.account.id }
    apps: { 0d7c: { show: portal }, 9a41: { integration: gwt2hs } }
    topLevel: true
    returnUrls: [https://app.acme.com/back]
    locale: pt-br
    appearance: { accent: "#2458E6", radius: 0.5rem, logo: ./acme.svg }
    connectors:
      gwt: { verify: { account: email } }
    integrations:
      gwt2hs:
        id: 7
        name: GWT and HubSpot
        description: Two address books, one truth
        category: CRM
        connectors: [gwt, hubspot]
        ownConnector: gwt
        icon: images/gwt2hs.png
        multiple: false
        access: public
        groups: [staff]
        sharing: user
        settings: { type: object, properties: { direction: { enum: [in, out], default: in } } }
        schedule: { default: "*/30 * * * *", editable: false, minimumMinutes: 15 }
        consent:
          required: true
          text: { en: We read your contacts. }
          links: [{ label: Terms, url: https://acme.com/terms }]
    webhooks: [{ url: https://api.acme.com/hooks, secret: "\${ACME_HOOK}", events: [connection.connected] }]
    workato: { keysByApi: true }
    pandium: { webhookUrl: false }
connectors:
  hubspot: { clientId: "\${HUBSPOT_ID}", clientSecret: "\${HUBSPOT_SECRET}" }
  gwt:
    name: GWT
    externalId: "55"
    icon: ./gwt.svg
    api: { baseUrl: https://api.gwt.example }
    auth: { type: api_key, in: header, name: X-Api-Key }
    verify: { url: https://api.gwt.example/me }
`;

/** Writes the images that {@link exampleText} names. */
export async function writeExampleImages(folder: string): Promise<void> {
  await mkdir(join(folder, 'images'));
  const svg = (id: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" id="${id}"/>`;
  for (const id of ['acme', 'gwt']) await writeFile(join(folder, `${id}.svg`), svg(id));
  await writeFile(join(folder, 'images/gwt2hs.png'), png());
}
