import type { Page } from '@playwright/test';

import { framePage } from '../host-pages/frame-page.ts';
import type { FramePage } from '../host-pages/frame-page.ts';
import { DialogPage } from './dialog-page.ts';
import type { FrameOptions, Stack } from './stack.ts';
import { KEY_PROVIDER } from './providers.ts';
import type { Provider } from './providers.ts';

/** What to embed, and where. */
export interface WidgetOptions extends FrameOptions, Pick<FramePage, 'theme' | 'width' | 'hidden'> {
  readonly provider?: Provider;
  /** A new one where absent. */
  readonly customer?: string;
  /** Where the page that embeds is served. The product's own site where absent. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of a product, with the widget in it. */
export interface OpenedWidget {
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
): Promise<OpenedWidget & { readonly connectionId: number }> {
  const { provider = KEY_PROVIDER, customer = stack.newCustomer() } = options;
  const connectionId = await stack.createConnection(customer, provider.connector);
  const src = () => stack.workatoFrameUrl(customer, connectionId, options);
  return { ...(await openHost(page, stack, { hostScript: 'workato', src, options })), customer, connectionId };
}

/** Opens a page that embeds the connecting of one provider with code written for Pandium. */
export async function openPandiumHost(page: Page, stack: Stack, options: WidgetOptions = {}): Promise<OpenedWidget> {
  const { provider = KEY_PROVIDER, customer = stack.newCustomer() } = options;
  const src = () => stack.pandiumFrameUrl(customer, provider.connector, options);
  return { ...(await openHost(page, stack, { hostScript: 'pandium', src, options })), customer };
}

interface OpenHostOptions {
  readonly hostScript: FramePage['hostScript'];
  readonly src: () => Promise<string>;
  readonly options: WidgetOptions;
}

async function openHost(page: Page, stack: Stack, { hostScript, src, options }: OpenHostOptions) {
  const { provider = KEY_PROVIDER, origin = stack.hostOrigin, width, theme, hidden, headers } = options;
  const path = stack.host.add({
    html: async () =>
      framePage({
        hostScript,
        src: await src(),
        ...(width !== undefined && { width }),
        ...(theme !== undefined && { theme }),
        ...(hidden !== undefined && { hidden }),
      }),
    ...(headers !== undefined && { headers }),
  });
  const address = origin + path;
  await page.goto(address);
  return { dialog: new DialogPage(page, provider.title), address };
}
