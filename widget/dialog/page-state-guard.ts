import { isId } from '../protocol/connection.ts';
import type { ConnectorField, ConnectorView } from '../protocol/connector.ts';
import { type ErrorCode, isErrorCode } from '../protocol/error-codes.ts';
import type {
  DialogSession,
  DialogPageState,
  NoticePageState,
  PageState,
  ParentRule,
  WaitingPageState,
} from '../protocol/page-state.ts';
import type { TokenExchangeResponse } from '../protocol/session-api.ts';
import { type Guard, isBoolean, isRecord, isString, listOf, oneOf, optional, record } from '../protocol/guards.ts';
import { isLocalizedText } from '../protocol/localized-text.ts';
import { type ConnectorConnections, type Subject, selectedConnection } from '../protocol/subject.ts';
import { THEMES } from '../protocol/theme.ts';
import { isConnectionDetails } from './effects/connection-guard.ts';

const isParentRule: Guard<ParentRule> = record({
  allowed: listOf(isString),
  anyOrigin: isBoolean,
  targetOrigin: optional(isString),
  fallback: oneOf(['each', 'first']),
});

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

const subjectGuards: readonly Guard<Subject>[] = [
  record({ kind: oneOf(['connection']), connectionId: isId }),
  record({ kind: oneOf(['connector']), connector: isString }),
  record({ kind: oneOf(['integration']), integration: isString }),
  record({ kind: oneOf(['portal']) }),
];

const isSubject: Guard<Subject> = (value): value is Subject => subjectGuards.some((guard) => guard(value));

const isFilled: Guard<string> = (value): value is string => isString(value) && value !== '';

const isDialect: Guard<string | null> = (value): value is string | null => value === null || isString(value);

const isNoticeCode: Guard<ErrorCode | 'top_level'> = (value): value is ErrorCode | 'top_level' =>
  isErrorCode(value) || value === 'top_level';

/** Whether an unchecked value is an object of sentences. Does not check the keys. */
export const isTranslations: Guard<Readonly<Record<string, string>>> = (
  value,
): value is Readonly<Record<string, string>> => isRecord(value) && Object.values(value).every(isString);

const base = {
  dialect: isDialect,
  parent: isParentRule,
  locale: isString,
  translations: isTranslations,
  theme: oneOf(THEMES),
};

const grant = {
  bearer: isFilled,
  organization: isString,
  tenant: isString,
  permissions: listOf(isString),
  subject: isSubject,
  connectors: listOf(isConnectorConnections),
  version: isString,
  signInPending: optional(isBoolean),
  setupProblem: optional(record({ code: isErrorCode, message: isString })),
  sandbox: isBoolean,
};

const isNotice: Guard<NoticePageState> = record({
  kind: oneOf(['notice']),
  ...base,
  code: isNoticeCode,
  message: isString,
  reason: optional(isString),
  requestId: isString,
});

const isWaiting: Guard<WaitingPageState> = record({ kind: oneOf(['waiting']), ...base });

const isDialog: Guard<DialogPageState> = record({ kind: oneOf(['dialog']), ...base, ...grant });

const isExchanged: Guard<TokenExchangeResponse> = record({ ...grant, locale: isString });

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

/** Whether an unchecked value is a consistent {@link PageState}. */
export function isPageState(value: unknown): value is PageState {
  return isNotice(value) || isWaiting(value) || (isDialog(value) && isConsistent(value));
}

/** Whether an unchecked value is a consistent {@link TokenExchangeResponse}. */
export function isTokenExchangeResponse(value: unknown): value is TokenExchangeResponse {
  return isExchanged(value) && isConsistent(value);
}
