import {
  CONNECTION_STATUSES,
  type ConnectionDetails,
  type ConnectionProblem,
  isId,
} from '../../protocol/connection.ts';
import { isErrorCode } from '../../protocol/error-codes.ts';
import { type Guard, isBoolean, isString, oneOf, optional, record } from '../../protocol/guards.ts';

/** Whether an unchecked value is a {@link ConnectionProblem}. */
export const isProblem: Guard<ConnectionProblem> = record({ code: isErrorCode, providerMessage: optional(isString) });

/** Whether an unchecked value is a {@link ConnectionDetails}. */
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
  isManaged: optional(isBoolean),
});
