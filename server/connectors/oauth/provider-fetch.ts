import type { CustomFetchOptions } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import type { AuthOf, OutboundRequest, ProviderAccess } from '../auth-type.ts';
import { translateEgressError } from '../translate-egress-error.ts';
import { secretVariants } from '../secret-variants.ts';
import { formEncoded } from './form-encoded.ts';

/** How requests of one token endpoint differ from RFC 6749. */
export interface RequestQuirks {
  readonly bodyFormat: AuthOf<'oauth2'>['tokenRequest'];
  readonly clientIdParameter: string;
  /** Over those that are sent anyway. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What {@link createProviderFetch} works with. */
export interface ProviderFetchOptions {
  readonly access: ProviderAccess;
  readonly quirks: RequestQuirks;
  /** The inputs that chose the address. */
  readonly hostInputs: readonly string[];
  /** What is not to be shown beside what stands in the request. */
  readonly secrets: readonly string[];
  /**
   * Turns whatever came into what the library reads.
   *
   * @param secrets All of it, in the spellings that were sent.
   */
  readonly read: (response: EgressResponse, secrets: readonly string[]) => Response;
}

/** Parameters of a token request that are not secret. A provider may name them in its answer. */
const PUBLIC_PARAMETERS: ReadonlySet<string> = new Set([
  'grant_type',
  'audience',
  'resource',
  'redirect_uri',
  'client_id',
  'client_assertion_type',
  'token_type_hint',
  'scope',
]);

/**
 * Makes the `fetch` with which the library asks a token endpoint: through the guarded way out, without redirects, and
 * written as the provider wants it.
 *
 * It throws what `read` throws, and as `explainEgress` says where there is no answer.
 */
export function createProviderFetch({ access, quirks, hostInputs, secrets, read }: ProviderFetchOptions) {
  return async (url: string, { body, headers }: CustomFetchOptions<'POST', URLSearchParams>): Promise<Response> => {
    const request = applyQuirks({ url: new URL(url), headers }, body, quirks);
    const response = await access.egress
      .request({ ...request, method: 'POST', redirects: 'refuse' }, { signal: access.signal })
      .catch((error: unknown) => {
        throw translateEgressError(error, hostInputs);
      });
    const sent = [...body].flatMap(([name, value]) => (PUBLIC_PARAMETERS.has(name) ? [] : [value]));
    const all = [...secrets, ...sent, ...Object.values(quirks.headers)];
    return read(response, secretVariants([...all, ...all.map(formEncoded)], request));
  };
}

function applyQuirks(
  { url, headers }: OutboundRequest,
  body: URLSearchParams,
  { bodyFormat, clientIdParameter, headers: more }: RequestQuirks,
) {
  const parameters = Object.fromEntries(
    [...body].map(([name, value]) => [name === 'client_id' ? clientIdParameter : name, value] as const),
  );
  const isJson = bodyFormat === 'json';
  return {
    url,
    headers: { ...headers, ...(isJson && { 'content-type': 'application/json' }), ...more },
    body: isJson ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
  };
}
