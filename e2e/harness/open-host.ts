import type { Page } from '@playwright/test';

import { iframePage } from '../host-pages/iframe-page.ts';
import type { IframePage } from '../host-pages/iframe-page.ts';
import { DialogPage } from './dialog-page.ts';
import type { FrameOptions, Stack } from './stack.ts';
import { KEY_PROVIDER } from './providers.ts';
import type { Provider } from './providers.ts';

/** Options of {@link openWorkatoHost} and {@link openPandiumHost}. */
export interface HostOptions extends FrameOptions, Pick<IframePage, 'theme' | 'width' | 'hidden'> {
  readonly provider?: Provider;
  /** Default: a new customer. */
  readonly customer?: string;
  /** Origin that serves the host page. Default: the product's own site. */
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An open host page that frames the dialog. */
export interface OpenedHost {
  readonly dialog: DialogPage;
  readonly customer: string;
  /** Address of the host page. Each load signs a new token. */
  readonly address: string;
}

/** Creates a connection, and opens a host page that frames it with code written for Workato. */
export async function openWorkatoHost(
  page: Page,
  stack: Stack,
  options: HostOptions = {},
): Promise<OpenedHost & { readonly connectionId: number }> {
  const { provider = KEY_PROVIDER, customer = stack.newCustomer() } = options;
  const connectionId = await stack.createConnection(customer, provider.connector);
  const src = () => stack.workatoFrameUrl(customer, connectionId, options);
  return { ...(await openHost(page, stack, { hostScript: 'workato', src, options })), customer, connectionId };
}

/** Opens a host page that frames the page of one connector, with code written for Pandium. */
export async function openPandiumHost(page: Page, stack: Stack, options: HostOptions = {}): Promise<OpenedHost> {
  const { provider = KEY_PROVIDER, customer = stack.newCustomer() } = options;
  const src = () => stack.pandiumFrameUrl(customer, provider.connector, options);
  return { ...(await openHost(page, stack, { hostScript: 'pandium', src, options })), customer };
}

/** Opens a host page that frames a page of the organization whose integrations people install, for Pandium. */
export async function openInstallHost(
  page: Page,
  stack: Stack,
  path: string,
  options: HostOptions = {},
): Promise<OpenedHost> {
  const { customer = stack.newCustomer() } = options;
  const src = () => stack.installationFrameUrl(customer, path, options);
  return { ...(await openHost(page, stack, { hostScript: 'pandium', src, options })), customer };
}

interface OpenHostOptions {
  readonly hostScript: IframePage['hostScript'];
  readonly src: () => Promise<string>;
  readonly options: HostOptions;
}

async function openHost(page: Page, stack: Stack, { hostScript, src, options }: OpenHostOptions) {
  const { provider = KEY_PROVIDER, origin = stack.hostOrigin, width, theme, hidden, headers } = options;
  const path = stack.host.add({
    html: async () =>
      iframePage({
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
