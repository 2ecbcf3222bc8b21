import type { VendorRequest } from './vendor-facts.ts';
import type { SandboxContext } from '../../sandbox/sandbox-env.ts';

/** As whom a vendor knows the connector. */
export interface VendorClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Answers a request to one address of the vendor. */
export type VendorRoute = (c: SandboxContext, url: URL) => Response | Promise<Response>;

/** What differs between vendors by the protocol that they speak. */
export interface VendorProtocol {
  /** By address, without query. */
  readonly routes: ReadonlyMap<string, VendorRoute>;
  /** Finds what is wrong with how a request to the API is authenticated. */
  apiMistake(c: SandboxContext, url: URL, request: VendorRequest): string | undefined;
}
