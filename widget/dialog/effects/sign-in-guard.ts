import type { CreateSignInResponse, SignInState } from '../../protocol/session-api.ts';
import { type Guard, isFiniteNumber, isRecord, isString, oneOf, optional, record } from '../../protocol/guards.ts';
import { isId } from '../../protocol/connection.ts';
import { isConnectionDetails, isProblem } from './connection-guard.ts';

/** Tells whether a value from outside is a path of this server. A link must lead nowhere else, least to a script. */
const isPath: Guard<string> = (value): value is string => isString(value) && /^\/\w/.test(value);

/** Tells whether a value from outside is a sign-in that was just made. */
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

/** Tells whether a value from outside says how far a sign-in has come. */
export const isSignInState: Guard<SignInState> = (value): value is SignInState =>
  STATES.some((isState) => isState(value));
