import type { Page } from '@playwright/test';

import { embeddingPage } from '../host-pages/host-page.ts';
import type { EmbeddingPage } from '../host-pages/host-page.ts';
import { DialogPage } from './dialog-page.ts';
import type { FrameOptions, Stack } from './stack.ts';
import { SYSTEM } from './system.ts';
import type { ExternalSystem } from './system.ts';

/** What to embed, and where. */
export interface WidgetOptions extends FrameOptions, Pick<EmbeddingPage, 'theme' | 'width' | 'hidden'> {
  readonly system?: ExternalSystem;
  /** A new one where absent. */
  readonly customer?: string;
  /** Where the page that embeds is served. The product's own site where absent. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of a product, with the widget in it. */
export interface OpenWidget {
  readonly dialog: DialogPage;
  readonly customer: string;
  /** Address of the page that embeds. Each load of it embeds with a fresh token. */
  readonly address: string;
}

/** Opens a page that embeds a new connection with code written for Workato. */
export async function openWorkatoHost(
  page: Page,
  stack: Stack,
  options: WidgetOptions = {},
): Promise<OpenWidget & { readonly connectionId: number }> {
  const { system = SYSTEM, customer = stack.newCustomer() } = options;
  const connectionId = await stack.createConnection(customer, system.connector);
  const src = () => stack.workatoFrame(customer, connectionId, options);
  return { ...(await open(page, stack, { listener: 'workato', src, options })), customer, connectionId };
}

/** Opens a page that embeds the connecting of one system with code written for Pandium. */
export async function openPandiumHost(page: Page, stack: Stack, options: WidgetOptions = {}): Promise<OpenWidget> {
  const { system = SYSTEM, customer = stack.newCustomer() } = options;
  const src = () => stack.pandiumFrame(customer, system.connector, options);
  return { ...(await open(page, stack, { listener: 'pandium', src, options })), customer };
}

interface Opening {
  readonly listener: EmbeddingPage['listener'];
  readonly src: () => Promise<string>;
  readonly options: WidgetOptions;
}

async function open(page: Page, stack: Stack, { listener, src, options }: Opening) {
  const { system = SYSTEM, origin = stack.hostOrigin, width, theme, hidden, headers } = options;
  const path = stack.host.add({
    html: async () =>
      embeddingPage({
        listener,
        src: await src(),
        ...(width !== undefined && { width }),
        ...(theme !== undefined && { theme }),
        ...(hidden !== undefined && { hidden }),
      }),
    ...(headers !== undefined && { headers }),
  });
  const address = origin + path;
  await page.goto(address);
  return { dialog: new DialogPage(page, system.title), address };
}
