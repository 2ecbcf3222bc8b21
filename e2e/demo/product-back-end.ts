import { z } from 'zod';

import { signOrganizationToken, signWorkatoToken } from '../harness/host-keys.ts';
import type { HostKeys } from '../harness/host-keys.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { ORGANIZATION } from './demo-files.ts';

/** The customer of the product who looks at the demo. */
export const CUSTOMER = '4242';

/** Who is signed in. */
const PERSON = { udn: 'Ada', ufn: 'Ada Lovelace', uem: 'ada@acme.example' };

const connectionSchema = z.looseObject({ id: z.int().positive(), tenant: z.string() });

/** What the demo's product does on its own server: it knows who is signed in, and signs tokens for them. */
export class ProductBackEnd {
  readonly #keys: HostKeys;
  readonly #server: ServerProcess;
  /** By connector. A promise, so that two pages that load at once make one connection. */
  readonly #connections = new Map<string, Promise<number>>();

  constructor(keys: HostKeys, server: ServerProcess) {
    this.#keys = keys;
    this.#server = server;
  }

  /** Address for a frame, as Workato's hosts build it. */
  async workatoFrameUrl(connector: string): Promise<URL> {
    const url = new URL(`/direct_link/embedded/connections/${await this.#connectionOf(connector)}`, this.#server.url);
    url.searchParams.set('workato_dl_token', await signWorkatoToken(this.#keys, CUSTOMER));
    return url;
  }

  /** Address for a frame, as Pandium's hosts build it. */
  async pandiumFrameUrl(connector: string): Promise<URL> {
    const url = new URL(`/${ORGANIZATION}/${connector}/auth`, this.#server.url);
    url.searchParams.set('tenant', await signOrganizationToken(this.#keys, CUSTOMER, { ti: PERSON }));
    return url;
  }

  /** Address for a tag. It has no token: the tag asks for one. */
  connectorPageUrl(connector: string): URL {
    return new URL(`/${ORGANIZATION}/${connector}/auth`, this.#server.url);
  }

  /** Signs a token for the user who is signed in to the product. */
  async createTagToken(): Promise<string> {
    return signOrganizationToken(this.#keys, CUSTOMER, { ti: PERSON });
  }

  /** Address of the script that defines the tag. */
  get tagScriptUrl(): URL {
    return new URL('/embed-connection.js', this.#server.url);
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
    const of = ['--org', ORGANIZATION, '--connector', connector];
    const all = z.array(connectionSchema).parse(await this.#server.command('connections', 'list', ...of));
    const found = all.find(({ tenant }) => tenant === CUSTOMER);
    if (found) return found.id;
    const created = await this.#server.command('connections', 'create', ...of, '--tenant', CUSTOMER);
    return connectionSchema.parse(created).id;
  }
}
