import type { EgressResponse } from '../../egress.ts';
import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { providerText } from '../provider-text.ts';
import type { TokenRefusal } from '../token-answer.ts';
import { knownFault } from './fault-codes.ts';
import type { FaultMeaning } from './fault-codes.ts';
import { isLater, tryLater } from './try-later.ts';

/** What a token endpoint was asked, as far as it matters for what its refusal means. */
export interface TokenQuestion {
  /** `sign_in`: with a code. `typed`: with what a person has just typed. `renewal`: with nobody there. */
  readonly asking: 'sign_in' | 'typed' | 'renewal';
  /** Whether a person typed the client id and secret. Else they are the operator's. */
  readonly clientTyped: boolean;
}

/** What a refusal is judged by. */
export interface FaultOptions extends TokenQuestion {
  readonly refusal: Pick<TokenRefusal, 'error' | 'words'>;
  /** What the system may have repeated in its words. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Statuses with which a system says that the address or who asks is wrong, also where it has no word for it. */
const OPERATOR: ReadonlySet<number> = new Set([401, 403, 404, 405, 406, 410, 411, 415]);

/** Statuses with which systems refuse what was typed, also where they have no word for it. */
const TYPED_REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/**
 * Finds out what a refusal of a token endpoint means (RFC 6749 section 5.2).
 *
 * Only what the system says in so many words is final: after it, a refresh token is thrown away. The error holds no
 * part of the request, and of the answer only words that may be shown.
 */
export function tokenFault(answer: EgressResponse, options: FaultOptions): EmbedError {
  const { refusal, secrets, now } = options;
  const { status } = answer;
  const fault = knownFault(refusal.error);
  // Where a code is unknown and nothing else is said, it is the best there is to show.
  const said = providerText(refusal.words, secrets) ?? (fault ? undefined : providerText(refusal.error, secrets));
  const reason = `status ${status}${fault ? `, ${fault.code}` : ''}`;
  // Before the code: what stands in the page of a broken system is not its last word.
  const meaning = isLater(status) ? 'later' : (fault?.meaning ?? meaningOfStatus(status, options));
  switch (judged(meaning, options)) {
    case 'refused':
      return new InvalidCredentialsError(said);
    case 'denied':
      return new ProviderDeniedError(said);
    case 'later':
      return tryLater(answer, { reason, now, providerMessage: said });
    case 'operator':
      return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: said });
  }
}

/** Without a code that is known. */
function meaningOfStatus(status: number, { asking, refusal }: FaultOptions): FaultMeaning {
  if (asking === 'typed' && TYPED_REFUSED.has(status)) return 'refused';
  if (status === 401) return 'client';
  if (OPERATOR.has(status)) return 'operator';
  // A word that is not known does not pass by itself. No word at all may be a proxy that has a bad day.
  return typeof refusal.error === 'string' && refusal.error !== '' ? 'operator' : 'later';
}

function judged(meaning: FaultMeaning, { asking, clientTyped }: TokenQuestion): Exclude<FaultMeaning, 'client'> {
  if (meaning === 'client') return clientTyped ? 'refused' : 'operator';
  if (meaning !== 'denied' || asking === 'sign_in') return meaning;
  // Nobody was asked, so nobody declined: it is a rule of the system, which can change.
  return asking === 'typed' ? 'refused' : 'operator';
}
