import {
  CONNECTION_STATUSES,
  type ConnectionDetails,
  type ConnectionProblem,
  isId,
} from '../../protocol/connection.ts';
import { isErrorCode } from '../../protocol/error-codes.ts';
import { type Guard, isBoolean, isString, oneOf, optional, record } from '../../protocol/guards.ts';

/** Tells whether a value from outside says why a connection does not work. */
export const isProblem: Guard<ConnectionProblem> = record({ code: isErrorCode, providerMessage: optional(isString) });

/** Tells whether a value from outside is a connection as the server describes it to the dialog. */
export const isConnectionDetails: Guard<ConnectionDetails> = record({
  id: isId,
  connector: isString,
  name: isString,
  status: oneOf(CONNECTION_STATUSES),
  verified: isBoolean,
  account: optional(isString),
  connectedAt: optional(isString),
  problem: optional(isProblem),
  isRemovable: optional(isBoolean),
});
