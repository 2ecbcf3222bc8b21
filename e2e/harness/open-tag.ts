import type { Page } from '@playwright/test';

import { tagHtml, tagPage } from '../host-pages/tag-page.ts';
import { DialogPage } from './dialog-page.ts';
import type { Stack } from './stack.ts';
import { KEY_PROVIDER } from './providers.ts';
import type { Provider } from './providers.ts';
import { recordTagEvents } from './tag-events.ts';

/** Where a tag gets its tokens from. */
export type TokenDelivery = 'attribute' | 'url' | 'provider' | 'none';

/** What to embed, and where. */
export interface TagOptions {
  readonly provider?: Provider;
  /** A new one where absent. */
  readonly customer?: string;
  /** The page that connects {@link provider} where absent. */
  readonly src?: string;
  readonly tokenDelivery?: TokenDelivery;
  /** A token for the attribute. A good one where absent. */
  readonly token?: string;
  /** More attributes of the tag. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** More of the page, behind the tag. */
  readonly htmlAfter?: string;
  /** Where the page that embeds is served. The product's own site where absent. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of a product with a tag in it. */
export interface OpenedTag {
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
export async function openTag(page: Page, stack: Stack, options: TagOptions = {}): Promise<OpenedTag> {
  const {
    provider = KEY_PROVIDER,
    customer = stack.newCustomer(),
    tokenDelivery = 'attribute',
    attributes,
    htmlAfter = '',
  } = options;
  const { src = stack.connectorPageUrl(provider.connector), origin = stack.hostOrigin, headers } = options;
  const endpoint = stack.addTokenEndpoint(customer);
  await recordTagEvents(page);
  const path = stack.host.add({
    html: async () => {
      const token =
        tokenDelivery === 'attribute' ? (options.token ?? (await stack.createTagToken(customer))) : undefined;
      return tagPage({
        script: new URL('/embed-connection.js', stack.server.url).href,
        body:
          tagHtml({
            src,
            ...(token !== undefined && { token }),
            ...(tokenDelivery === 'url' && { 'token-url': endpoint }),
            ...attributes,
          }) + htmlAfter,
        ...(tokenDelivery === 'provider' && { module: tokenProviderScript(endpoint) }),
      });
    },
    ...(headers !== undefined && { headers }),
  });
  const address = origin + path;
  await page.goto(address);
  const dialogOf = (tag: string) => new DialogPage(page, provider.title, `${tag} iframe`);
  return { dialog: dialogOf('embed-connection'), dialogOf, customer, address, endpoint };
}

function tokenProviderScript(endpoint: string): string {
  return `
    window.asked = 0;
    document.querySelector('embed-connection').tokenProvider = async () => {
      window.asked += 1;
      const answer = await fetch('${endpoint}');
      return (await answer.json()).token;
    };
  `;
}
