import type { ConnectorField, ConnectorView } from '../../protocol/connector.ts';
import { isErrorCode } from '../../protocol/error-codes.ts';
import { type Guard, isBoolean, isRecord, isString, listOf, oneOf, optional, record } from '../../protocol/guards.ts';
import type { LocalizedText } from '../../protocol/localized-text.ts';
import type { DialogSession } from '../../protocol/page-state.ts';
import type { TokenExchangeResponse } from '../../protocol/session-api.ts';
import { type ConnectorConnections, type Subject, selectedConnection } from '../../protocol/subject.ts';
import { isConnectionDetails } from './connection-guard.ts';

/** One string for all languages, or one for at least one of them. */
const isLocalizedText: Guard<LocalizedText> = (value): value is LocalizedText =>
  isString(value) || (isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isString));

const isField: Guard<ConnectorField> = record({
  name: isString,
  label: isLocalizedText,
  kind: oneOf(['text', 'password', 'email', 'url']),
  required: isBoolean,
  placeholder: optional(isLocalizedText),
  help: optional(isLocalizedText),
  prefix: optional(isString),
  suffix: optional(isString),
});

const isConnector: Guard<ConnectorView> = record({
  name: isString,
  title: isString,
  icon: optional(isString),
  helpUrl: optional(isString),
  verifiesCredentials: isBoolean,
  usesSignIn: isBoolean,
  credentialKind: oneOf(['key', 'password', 'other']),
  fields: listOf(isField),
});

const isConnectorConnections: Guard<ConnectorConnections> = record({
  connector: isConnector,
  connections: listOf(isConnectionDetails),
  canAdd: optional(isBoolean),
});

const isSubjectKind = oneOf(['connection', 'connector', 'integration', 'portal']);

/** {@link isConsistent} compares what the subject of one connection or connector names with those of the session. */
const isSubject: Guard<Subject> = (value): value is Subject =>
  isRecord(value) &&
  isSubjectKind(value['kind']) &&
  (value['kind'] !== 'integration' || isString(value['integration']));

const isFilled: Guard<string> = (value): value is string => isString(value) && value !== '';

const isExchanged: Guard<TokenExchangeResponse> = record({
  bearer: isFilled,
  organization: isString,
  tenant: isString,
  person: optional(isString),
  permissions: listOf(isString),
  subject: isSubject,
  connectors: listOf(isConnectorConnections),
  version: isString,
  signInPending: optional(isBoolean),
  setupProblem: optional(record({ code: isErrorCode, message: isString })),
  sandbox: isBoolean,
  locale: isString,
});

/**
 * Whether a session has the connector or connection that its subject names. A page of an integration or a portal may
 * have no connection.
 */
function isConsistent(session: DialogSession): boolean {
  const { subject } = session;
  if (subject.kind === 'integration' || subject.kind === 'portal') return true;
  const selected = selectedConnection(session);
  return selected !== undefined && (subject.kind === 'connection' || selected.connector.name === subject.connector);
}

/** Whether an unchecked value is a consistent {@link TokenExchangeResponse}. */
export function isTokenExchangeResponse(value: unknown): value is TokenExchangeResponse {
  return isExchanged(value) && isConsistent(value);
}
