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
import { THEMES } from '../protocol/theme.ts';
import { isConnectionDetails } from './connection-guard.ts';

const isParentRule: Guard<ParentRule> = record({
  allowed: listOf(isString),
  anyOrigin: isBoolean,
  targetOrigin: optional(isString),
  fallback: oneOf(['each', 'first']),
});

const isField: Guard<ConnectorField> = record({
  name: isString,
  label: isString,
  kind: oneOf(['text', 'password', 'email', 'url']),
  required: isBoolean,
  placeholder: optional(isString),
  help: optional(isString),
  prefix: optional(isString),
  suffix: optional(isString),
});

const isConnector: Guard<ConnectorView> = record({
  name: isString,
  title: isString,
  helpUrl: optional(isString),
  verifiesCredentials: isBoolean,
  usesSignIn: isBoolean,
  fields: listOf(isField),
});

const isFilled: Guard<string> = (value): value is string => isString(value) && value !== '';

const isDialect: Guard<string | null> = (value): value is string | null => value === null || isString(value);

const isNoticeCode: Guard<ErrorCode | 'top_level'> = (value): value is ErrorCode | 'top_level' =>
  isErrorCode(value) || value === 'top_level';

/** Tells whether a value from outside holds sentences by key. Which ones is not looked at. */
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
  connector: isConnector,
  connections: listOf(isConnectionDetails),
  connectionId: isId,
  signInPending: optional(isBoolean),
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

const isWaiting: Guard<WaitingPageState> = record({ kind: oneOf(['waiting']), ...base, requestId: isString });

const isDialog: Guard<DialogPageState> = record({ kind: oneOf(['dialog']), ...base, ...grant });

const isExchanged: Guard<TokenExchangeResponse> = record({ ...grant, locale: isString });

function isWhole({ connections, connectionId }: DialogSession): boolean {
  return connections.some(({ id }) => id === connectionId);
}

/** Tells whether a value is the state of a page, whole and consistent: the first connection to show is in the list. */
export function isPageState(value: unknown): value is PageState {
  return isNotice(value) || isWaiting(value) || (isDialog(value) && isWhole(value));
}

/** Tells whether a value is what the server answers to a token that it accepted, with the connection to show in the list. */
export function isTokenExchangeAnswer(value: unknown): value is TokenExchangeResponse {
  return isExchanged(value) && isWhole(value);
}
