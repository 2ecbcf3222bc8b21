import type { Page } from '@playwright/test';
import type { JWTPayload } from 'jose';

import { tagHtml, tagPage } from '../host-pages/tag-page.ts';
import { DialogPage } from './dialog-page.ts';
import type { Stack } from './stack.ts';
import { KEY_PROVIDER } from './providers.ts';
import type { Provider } from './providers.ts';
import { recordTagEvents } from './tag-events.ts';

/** How the tag gets its tokens. `pending`: from a function that never resolves. */
export type TokenDelivery = 'attribute' | 'url' | 'provider' | 'pending' | 'none';

const PENDING_TOKEN_SCRIPT = "document.querySelector('embed-connection').tokenProvider = () => new Promise(() => {});";

/** Options of {@link openTag}. */
export interface TagOptions {
  readonly provider?: Provider;
  /** Default: a new customer. */
  readonly customer?: string;
  /** Default: the page that connects {@link TagOptions.provider}. */
  readonly src?: string;
  readonly tokenDelivery?: TokenDelivery;
  /** Claims of the tokens of the product's token endpoint. */
  readonly claims?: JWTPayload;
  /** The token in the attribute. Default: a valid token. */
  readonly token?: string;
  /** Additional attributes of the tag. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** HTML after the tag. */
  readonly htmlAfter?: string;
  /** Origin that serves the host page. Default: the product's own site. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An open host page with a tag. */
export interface OpenedTag {
  readonly dialog: DialogPage;
  /** Returns the dialog of the tag that matches the selector. For pages with several tags. */
  readonly dialogOf: (tagSelector: string) => DialogPage;
  readonly customer: string;
  /** Address of the host page. */
  readonly address: string;
  /** Path of the product's token endpoint. */
  readonly endpoint: string;
}

/** Opens a host page that contains the tag. */
export async function openTag(page: Page, stack: Stack, options: TagOptions = {}): Promise<OpenedTag> {
  const {
    provider = KEY_PROVIDER,
    customer = stack.newCustomer(),
    tokenDelivery = 'attribute',
    attributes,
    htmlAfter = '',
  } = options;
  const { src = stack.connectorPageUrl(provider.connector), origin = stack.hostOrigin, headers } = options;
  const endpoint = stack.addTokenEndpoint(customer, options.claims);
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
        ...(tokenDelivery === 'pending' && { module: PENDING_TOKEN_SCRIPT }),
      });
    },
    ...(headers !== undefined && { headers }),
  });
  const address = origin + path;
  await page.goto(address);
  const dialogOf = (tagSelector: string) => new DialogPage(page, provider.title, `${tagSelector} iframe`);
  return { dialog: dialogOf('embed-connection'), dialogOf, customer, address, endpoint };
}

function tokenProviderScript(endpoint: string): string {
  return `
    window.asked = 0;
    document.querySelector('embed-connection').tokenProvider = async () => {
      window.asked += 1;
      const response = await fetch('${endpoint}');
      return (await response.json()).token;
    };
  `;
}
