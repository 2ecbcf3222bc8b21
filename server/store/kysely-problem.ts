import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';

/** The columns that keep why something does not work. */
interface ProblemColumns {
  readonly problem_code: ErrorCode | null;
  readonly problem_message: string | null;
}

/** Writes a problem, or that there is none, for its columns. */
export function problemColumns(problem: ConnectionProblem | null): ProblemColumns {
  return { problem_code: problem?.code ?? null, problem_message: problem?.providerMessage ?? null };
}

/** Reads what {@link problemColumns} wrote. */
export function toProblem({ problem_code: code, problem_message: message }: ProblemColumns): ConnectionProblem | null {
  return code && { code, ...(message !== null && { providerMessage: message }) };
}
