import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';

/** The columns of a problem. */
interface ProblemColumns {
  readonly problem_code: ErrorCode | null;
  readonly problem_message: string | null;
}

/** Converts a problem, or `null`, to its columns. */
export function problemColumns(problem: ConnectionProblem | null): ProblemColumns {
  return { problem_code: problem?.code ?? null, problem_message: problem?.providerMessage ?? null };
}

/** Converts the columns of {@link problemColumns} back to a problem. */
export function toProblem({ problem_code: code, problem_message: message }: ProblemColumns): ConnectionProblem | null {
  return code && { code, ...(message !== null && { providerMessage: message }) };
}
