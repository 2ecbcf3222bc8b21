import type { FlowOffer, FlowState } from '../protocol/session-api.ts';
import { type Guard, isFiniteNumber, isRecord, isString, oneOf, optional, record } from '../protocol/shape.ts';
import { isId } from '../protocol/connection.ts';
import { isConnectionDetails, isProblem } from './connection-guard.ts';

/** Tells whether a value from outside is a path of this server. A link must lead nowhere else, least to a script. */
const isPath: Guard<string> = (value): value is string => isString(value) && /^\/\w/.test(value);

/** Tells whether a value from outside is a sign-in that was just made. */
export const isFlowOffer: Guard<FlowOffer> = record({ id: isId, startPath: isPath, expiresIn: isFiniteNumber });

const STATES: readonly Guard<FlowState>[] = [
  record({ status: oneOf(['offered', 'started', 'exchanging', 'cancelled']) }),
  record({ status: oneOf(['confirming']), code: isString }),
  record({
    status: oneOf(['succeeded']),
    connection: isConnectionDetails,
    success: optional(isRecord),
    previousAccount: optional(isString),
  }),
  record({ status: oneOf(['failed']), problem: isProblem, connection: isConnectionDetails }),
];

/** Tells whether a value from outside says how far a sign-in has come. */
export const isFlowState: Guard<FlowState> = (value): value is FlowState => STATES.some((isState) => isState(value));
