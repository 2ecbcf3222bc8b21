import type { ApiRequest } from './provider-facts.ts';
import type { SandboxContext } from '../../sandbox/sandbox-env.ts';

/** The client under which the fake provider knows the connector. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Answers a request to one address of the fake provider. */
export type ProviderRoute = (c: SandboxContext, url: URL) => Response | Promise<Response>;

/** The parts of a fake provider that depend on its protocol. */
export interface ProviderProtocol {
  /** Handlers by address, without the query. */
  readonly routes: ReadonlyMap<string, ProviderRoute>;
  /** Finds the error in the authentication of a request to the API. */
  findApiError(c: SandboxContext, url: URL, request: ApiRequest): string | undefined;
}
