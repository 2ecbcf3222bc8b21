import { z } from 'zod';

import { signOrganizationToken, signWorkatoToken } from '../harness/host-keys.ts';
import type { HostKeys } from '../harness/host-keys.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { ORGANIZATION } from './demo-files.ts';

/** The product's customer in the demo. */
export const CUSTOMER = '4242';

/**
 * The `ti` claim: display name, full name and e-mail address of the user who is signed in to the product. The dialog shows
 * the display name as the name of the customer.
 */
const USER_CLAIMS = { udn: 'Contoso', ufn: 'Ada Lovelace', uem: 'ada@acme.example' };

const connectionSchema = z.looseObject({ id: z.int().positive(), tenant: z.string() });

/** The back end of the demo's product. It knows who is signed in and signs tokens for them. */
export class ProductBackEnd {
  readonly #keys: HostKeys;
  readonly #server: ServerProcess;
  /** Connection ids by connector. They are promises, so that two pages that load at once create only one connection. */
  readonly #connections = new Map<string, Promise<number>>();

  constructor(keys: HostKeys, server: ServerProcess) {
    this.#keys = keys;
    this.#server = server;
  }

  /** Address of the iframe, as a host page written for Workato builds it. */
  async workatoFrameUrl(connector: string): Promise<URL> {
    const url = new URL(`/direct_link/embedded/connections/${await this.#connectionOf(connector)}`, this.#server.url);
    url.searchParams.set('workato_dl_token', await signWorkatoToken(this.#keys, CUSTOMER));
    return url;
  }

  /** Address of the iframe, as a host page written for Pandium builds it. */
  async pandiumFrameUrl(connector: string): Promise<URL> {
    return this.#pandiumUrl(`/${ORGANIZATION}/${connector}/auth`);
  }

  /** Address of the iframe that installs an integration, as a host page written for Pandium builds it. */
  async pandiumInstallUrl(integration: string): Promise<URL> {
    return this.#pandiumUrl(`/${ORGANIZATION}/tenants/create/${integration}`);
  }

  /** `src` of the tag that shows all integrations. */
  get portalUrl(): URL {
    return new URL(`/${ORGANIZATION}`, this.#server.url);
  }

  /** `src` of the tag. It has no token, because the tag requests one. */
  connectorPageUrl(connector: string): URL {
    return new URL(`/${ORGANIZATION}/${connector}/auth`, this.#server.url);
  }

  /** Signs a token for the user who is signed in to the product. */
  async createTagToken(): Promise<string> {
    return signOrganizationToken(this.#keys, CUSTOMER, { ti: USER_CLAIMS });
  }

  /** Address of the script that defines the tag. */
  get tagScriptUrl(): URL {
    return new URL('/embed-connection.js', this.#server.url);
  }

  async #pandiumUrl(path: string): Promise<URL> {
    const url = new URL(path, this.#server.url);
    url.searchParams.set('tenant', await signOrganizationToken(this.#keys, CUSTOMER, { ti: USER_CLAIMS }));
    return url;
  }

  async #connectionOf(connector: string): Promise<number> {
    let id = this.#connections.get(connector);
    if (!id) {
      id = this.#findOrCreate(connector);
      this.#connections.set(connector, id);
      id.catch(() => this.#connections.delete(connector));
    }
    return id;
  }

  async #findOrCreate(connector: string): Promise<number> {
    const selection = ['--org', ORGANIZATION, '--connector', connector];
    const all = z.array(connectionSchema).parse(await this.#server.command('connections', 'list', ...selection));
    const found = all.find(({ tenant }) => tenant === CUSTOMER);
    if (found) return found.id;
    const created = await this.#server.command('connections', 'create', ...selection, '--tenant', CUSTOMER);
    return connectionSchema.parse(created).id;
  }
}
