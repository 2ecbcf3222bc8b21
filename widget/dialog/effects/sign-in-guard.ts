import type { CreateSignInResponse, SignInState } from '../../protocol/session-api.ts';
import { type Guard, isRecord, isString, oneOf, optional, record } from '../../protocol/guards.ts';
import { isId } from '../../protocol/connection.ts';
import { isConnectionDetails, isProblem } from './connection-guard.ts';

/** Whether an unchecked value is a path of this server. A link must not lead to another origin or run a script. */
const isPath: Guard<string> = (value): value is string => isString(value) && /^\/\w/.test(value);

const isFiniteNumber: Guard<number> = (value): value is number => Number.isFinite(value);

/** Whether an unchecked value is a {@link CreateSignInResponse}. */
export const isSignInOffer: Guard<CreateSignInResponse> = record({
  id: isId,
  startPath: isPath,
  expiresInSeconds: isFiniteNumber,
});

const STATES: readonly Guard<SignInState>[] = [
  record({ status: oneOf(['created', 'started', 'exchanging', 'cancelled']) }),
  record({ status: oneOf(['confirming']), code: isString }),
  record({
    status: oneOf(['succeeded']),
    connection: isConnectionDetails,
    successDetails: optional(isRecord),
    previousAccount: optional(isString),
  }),
  record({ status: oneOf(['failed']), problem: isProblem, connection: isConnectionDetails }),
];

/** Whether an unchecked value is a {@link SignInState}. */
export const isSignInState: Guard<SignInState> = (value): value is SignInState =>
  STATES.some((isState) => isState(value));
