import { isAbsent, readId, readIdList, readText } from './claim-values.ts';
import { TokenInvalidError } from '../errors.ts';
import type { OwnCredential } from '../connections/connect-automatically.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';

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
  /** As the host wrote it. It may not be a valid language tag. */
  readonly locale?: string | undefined;
}

/** Reads the `xti` claim of a verified token, and separates the credential from the rest. */
export function readExtraTenantInfo(xti: JsonObject): ExtraTenantInfo {
  const { token, ...extraTenantInfo } = xti;
  return {
    extraTenantInfo,
    ownCredential: readOwnCredential(token),
    integrationName: readId(xti.integration_name, 'xti.integration_name'),
    connectorName: readId(xti.connector_name, 'xti.connector_name'),
    hiddenIntegrations: readIdList(xti.hidden_integrations, 'xti.hidden_integrations'),
    locale: readText(xti.locale, 'xti.locale'),
  };
}

/**
 * Reads the credential. The connector checks lengths and characters, because the rules for identifiers do not apply.
 */
function readOwnCredential(token: unknown): OwnCredential | undefined {
  if (isAbsent(token)) return undefined;
  if (typeof token === 'string') return token;
  if (!isJsonObject(token)) throw invalid('xti.token is neither text nor an object');
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(token)) {
    if (isAbsent(value)) continue;
    if (typeof value !== 'string') throw invalid('a field of xti.token is not text');
    fields.push([name, value]);
  }
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

function invalid(reason: string): TokenInvalidError {
  return new TokenInvalidError(reason, { verified: true });
}
