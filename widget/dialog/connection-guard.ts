import {
  CONNECTION_STATUSES,
  type ConnectionDetails,
  type ConnectionProblem,
  type ConnectionStatus,
} from '../protocol/connection.ts';
import { isErrorCode } from '../protocol/error-codes.ts';
import { isRecord, isString, optional } from './shape.ts';

const statuses: ReadonlySet<unknown> = new Set(CONNECTION_STATUSES);

function isStatus(value: unknown): value is ConnectionStatus {
  return statuses.has(value);
}

function isProblem(value: unknown): value is ConnectionProblem {
  return isRecord(value) && isErrorCode(value['code']) && optional(isString)(value['providerMessage']);
}

/** Tells whether a value from outside is a connection as the server describes it to the dialog. */
export function isConnectionDetails(value: unknown): value is ConnectionDetails {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value['id']) &&
    isString(value['connector']) &&
    isString(value['name']) &&
    isStatus(value['status']) &&
    typeof value['verified'] === 'boolean' &&
    optional(isString)(value['account']) &&
    optional(isString)(value['connectedAt']) &&
    optional(isProblem)(value['problem'])
  );
}
