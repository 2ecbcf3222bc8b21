import type { Page } from '@playwright/test';

import { tagHtml, tagPage } from '../host-pages/tag-page.ts';
import { DialogPage } from './dialog-page.ts';
import type { Stack } from './stack.ts';
import { SYSTEM } from './system.ts';
import type { ExternalSystem } from './system.ts';
import { recordTagEvents } from './tag-events.ts';

/** Where a tag gets its tokens from. */
export type TokenWay = 'attribute' | 'url' | 'provider' | 'none';

/** What to embed, and where. */
export interface TagOptions {
  readonly system?: ExternalSystem;
  /** A new one where absent. */
  readonly customer?: string;
  /** The page that connects {@link system} where absent. */
  readonly src?: string;
  readonly tokens?: TokenWay;
  /** A token for the attribute. A good one where absent. */
  readonly token?: string;
  /** More attributes of the tag. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** More of the page, behind the tag. */
  readonly after?: string;
  /** Where the page that embeds is served. The product's own site where absent. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of a product with a tag in it. */
export interface OpenTag {
  readonly dialog: DialogPage;
  /** The dialog in the tag that a selector finds, where there are several. */
  readonly dialogOf: (tag: string) => DialogPage;
  readonly customer: string;
  /** Address of the page. */
  readonly address: string;
  /** Path of the product's endpoint for tokens. */
  readonly endpoint: string;
}

/** Opens a page that embeds with the tag. */
export async function openTag(page: Page, stack: Stack, options: TagOptions = {}): Promise<OpenTag> {
  const { system = SYSTEM, customer = stack.newCustomer(), tokens = 'attribute', attributes, after = '' } = options;
  const { src = stack.tagSource(system.connector), origin = stack.hostOrigin, headers } = options;
  const endpoint = stack.tokenEndpoint(customer);
  await recordTagEvents(page);
  const path = stack.host.add({
    html: async () => {
      const token = tokens === 'attribute' ? (options.token ?? (await stack.tagToken(customer))) : undefined;
      return tagPage({
        script: new URL('/embed-connection.js', stack.server.url).href,
        body:
          tagHtml({
            src,
            ...(token !== undefined && { token }),
            ...(tokens === 'url' && { 'token-url': endpoint }),
            ...attributes,
          }) + after,
        ...(tokens === 'provider' && { module: provider(endpoint) }),
      });
    },
    ...(headers !== undefined && { headers }),
  });
  const address = origin + path;
  await page.goto(address);
  const dialogOf = (tag: string) => new DialogPage(page, system.title, `${tag} iframe`);
  return { dialog: dialogOf('embed-connection'), dialogOf, customer, address, endpoint };
}

function provider(endpoint: string): string {
  return `
    window.asked = 0;
    document.querySelector('embed-connection').tokenProvider = async () => {
      window.asked += 1;
      const answer = await fetch('${endpoint}');
      return (await answer.json()).token;
    };
  `;
}
