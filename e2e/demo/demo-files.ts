import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { sandboxConnectors } from '../../server/sandbox/connectors.ts';
import type { Appearance } from '../../widget/protocol/appearance.ts';
import { createHostKeys, VENDOR_ID } from '../harness/host-keys.ts';
import type { HostKeys } from '../harness/host-keys.ts';
import { demoIntegrations } from './demo-integrations.ts';

/** Name of the demo's organization in addresses. */
export const ORGANIZATION = 'acme';

/** The brand of the demo's product, as in `page/demo.css`: violet on white, and pale violet on a dark page. */
const BRAND: Appearance = {
  radius: '10px',
  light: {
    accent: '#3b2f8f',
    surface: '#f4f2fb',
    text: '#1c1730',
    mutedText: '#5d5673',
    border: '#dfdbef',
  },
  dark: {
    accent: '#b7adff',
    background: '#1b1826',
    surface: '#272338',
    text: '#f1eefc',
    mutedText: '#b3acc9',
    border: '#3a3450',
  },
};

/** Path of the product's address for webhooks. */
export const WEBHOOK_PATH = '/webhooks';

const keysSchema = z.strictObject({
  privateKey: z.string(),
  publicKey: z.string(),
  secret: z.string(),
  webhookSecret: z.string(),
});

/** The keys of the product. */
type ProductKeys = HostKeys & { readonly webhookSecret: string };

/** The folder that keeps the demo's files between starts. Delete it to start from scratch. */
export class DemoFiles {
  readonly config: string;
  readonly database: string;
  readonly log: string;
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.config = path.join(folder, 'embed.config.json');
    this.database = path.join(folder, 'embed.db');
    this.log = path.join(folder, 'server.log');
  }

  /** The keys that the product signs its tokens with. They are created at the first start. */
  keys(): ProductKeys {
    const file = path.join(this.#folder, 'product-keys.json');
    if (existsSync(file)) {
      const { data } = keysSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (data) return data;
    }
    const keys = { ...createHostKeys(), webhookSecret: `whsec_${randomBytes(32).toString('base64')}` };
    writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
    return keys;
  }

  /** Writes the configuration, because the addresses may have changed since the last start, and empties the log. */
  write(options: { readonly productUrl: string; readonly providerUrl: string; readonly keys: ProductKeys }): void {
    const { productUrl, providerUrl, keys } = options;
    const organization = {
      name: 'Acme Projects',
      allowedOrigins: [productUrl],
      appearance: BRAND,
      integrations: demoIntegrations(providerUrl),
      webhooks: [{ url: productUrl + WEBHOOK_PATH, secret: keys.webhookSecret }],
      keys: [
        { alg: 'HS256', secret: keys.secret },
        { alg: 'RS256', vendorId: VENDOR_ID, publicKey: keys.publicKey },
      ],
    };
    const config = {
      organizations: { [ORGANIZATION]: organization },
      connectors: sandboxConnectors(providerUrl),
    };
    writeFileSync(this.config, JSON.stringify(config, null, 2), { mode: 0o600 });
    writeFileSync(this.log, '');
  }
}
