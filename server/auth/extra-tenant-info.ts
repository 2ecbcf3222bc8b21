import { InvalidClaimError, isAbsent, readId, readText, splitCommaList } from './claim-values.ts';
import type { InformativeClaims } from './claim-values.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';

/** The credential in a token: a single value, or the values of the connector's fields. */
export type OwnCredential = string | Readonly<Record<string, string>>;

/** The content of the `xti` claim. */
export interface ExtraTenantInfo {
  /** The claim without its `token`. The page sends it back to the host. */
  readonly extraTenantInfo: JsonObject;
  /** The `token` of the claim. It is never shown, logged or stored unencrypted. */
  readonly ownCredential?: OwnCredential | undefined;
  /** Name or number. */
  readonly integrationName?: string | undefined;
  readonly connectorName?: string | undefined;
  /** Names or numbers. */
  readonly hiddenIntegrations: readonly string[];
  /** The group and the tier of the user. Both count as groups of integrations. */
  readonly groups: readonly string[];
  /** As the host wrote it. It may not be a valid language tag. */
  readonly locale?: string | undefined;
}

/**
 * Reads the `xti` claim of a verified token, and separates the credential from the rest.
 *
 * Names that decide what the page shows throw a verified `TokenInvalidError` if they are bad. The rest only informs.
 */
export function readExtraTenantInfo(xti: JsonObject, informative: InformativeClaims): ExtraTenantInfo {
  const { token, ...extraTenantInfo } = xti;
  return {
    extraTenantInfo,
    ownCredential: informative.read(readOwnCredential, token, 'xti.token'),
    integrationName: readId(xti.integration_name, 'xti.integration_name'),
    connectorName: readId(xti.connector_name, 'xti.connector_name'),
    hiddenIntegrations: informative.readEach(
      readId,
      splitCommaList(xti.hidden_integrations),
      'xti.hidden_integrations',
    ),
    groups: [
      ...informative.readEach(readId, xti.user_group, 'xti.user_group'),
      ...informative.readEach(readId, xti.user_tier, 'xti.user_tier'),
    ],
    locale: informative.read(readText, xti.locale, 'xti.locale'),
  };
}

/**
 * Reads the credential. The connector checks lengths and characters, because the rules for identifiers do not apply.
 */
function readOwnCredential(token: unknown, path: string): OwnCredential | undefined {
  if (isAbsent(token)) return undefined;
  if (typeof token === 'string') return token;
  if (!isJsonObject(token)) throw new InvalidClaimError(path, 'is neither text nor an object');
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(token)) {
    if (isAbsent(value)) continue;
    if (typeof value !== 'string') throw new InvalidClaimError(path, 'has a field that is not text');
    fields.push([name, value]);
  }
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}
