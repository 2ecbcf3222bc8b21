import type { ApiRequest } from './provider-facts.ts';
import type { SandboxContext } from '../../sandbox/sandbox-env.ts';

/** As whom a vendor knows the connector. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Answers a request to one address of the vendor. */
export type ProviderRoute = (c: SandboxContext, url: URL) => Response | Promise<Response>;

/** What differs between vendors by the protocol that they speak. */
export interface ProviderProtocol {
  /** By address, without query. */
  readonly routes: ReadonlyMap<string, ProviderRoute>;
  /** Finds what is wrong with how a request to the API is authenticated. */
  findApiError(c: SandboxContext, url: URL, request: ApiRequest): string | undefined;
}
