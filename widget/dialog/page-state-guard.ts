import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorField, ConnectorView, FieldKind } from '../protocol/connector.ts';
import { isErrorCode } from '../protocol/error-codes.ts';
import type { DialogPageState, NoticePageState, PageState, ParentRule } from '../protocol/page-state.ts';
import { isConnectionDetails } from './connection-guard.ts';
import { isRecord, isString, listOf, optional } from './shape.ts';

const FIELD_KINDS: ReadonlySet<unknown> = new Set<FieldKind>(['text', 'password', 'email', 'url']);

type Guard<T> = (value: unknown) => value is T;

const isOptionalString = optional(isString);
const areConnections: Guard<readonly ConnectionDetails[]> = listOf(isConnectionDetails);

function isParentRule(value: unknown): value is ParentRule {
  return (
    isRecord(value) &&
    listOf(isString)(value['allowed']) &&
    typeof value['any'] === 'boolean' &&
    isOptionalString(value['target']) &&
    (value['fallback'] === 'each' || value['fallback'] === 'first')
  );
}

function isField(value: unknown): value is ConnectorField {
  return (
    isRecord(value) &&
    isString(value['name']) &&
    isString(value['label']) &&
    FIELD_KINDS.has(value['kind']) &&
    typeof value['required'] === 'boolean' &&
    isOptionalString(value['placeholder']) &&
    isOptionalString(value['help']) &&
    isOptionalString(value['prefix']) &&
    isOptionalString(value['suffix'])
  );
}

function isConnector(value: unknown): value is ConnectorView {
  return (
    isRecord(value) &&
    isString(value['name']) &&
    isString(value['title']) &&
    isOptionalString(value['helpUrl']) &&
    typeof value['verifies'] === 'boolean' &&
    listOf(isField)(value['fields'])
  );
}

function isMessages(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isString);
}

function isBase(value: Readonly<Record<string, unknown>>): boolean {
  return (
    (value['dialect'] === null || isString(value['dialect'])) &&
    isParentRule(value['parent']) &&
    isString(value['locale']) &&
    isMessages(value['messages']) &&
    (value['theme'] === 'light' || value['theme'] === 'dark' || value['theme'] === 'system')
  );
}

function isNotice(value: unknown): value is NoticePageState {
  return (
    isRecord(value) &&
    value['kind'] === 'notice' &&
    isBase(value) &&
    (isErrorCode(value['code']) || value['code'] === 'top_level') &&
    isString(value['requestId'])
  );
}

function isDialog(value: unknown): value is DialogPageState {
  return (
    isRecord(value) &&
    value['kind'] === 'dialog' &&
    isBase(value) &&
    isString(value['bearer']) &&
    value['bearer'] !== '' &&
    isString(value['organization']) &&
    isString(value['tenant']) &&
    isConnector(value['connector']) &&
    areConnections(value['connections']) &&
    value['connections'].some(({ id }) => id === value['connectionId']) &&
    typeof value['sandbox'] === 'boolean'
  );
}

/** Tells whether a value is the state of a page, whole and consistent: the first connection to show is in the list. */
export function isPageState(value: unknown): value is PageState {
  return isNotice(value) || isDialog(value);
}
