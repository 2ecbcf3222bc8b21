import type { EgressResponse } from '../../egress.ts';
import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, AuthType, ProviderAccess } from '../auth-type.ts';
import { explainEgress } from '../egress-problem.ts';
import type { ExchangeTemplate } from '../exchange-request.ts';
import { exchangeRequest } from '../exchange-request.ts';
import { fieldView } from '../field-view.ts';
import { knownFault } from '../oauth/fault-codes.ts';
import { tokenFault } from '../oauth/token-fault.ts';
import { isLater, tryLater } from '../oauth/try-later.ts';
import { providerText } from '../provider-text.ts';
import { secretSpellings } from '../secret-spellings.ts';
import { hostTemplateNames } from '../template.ts';
import type { TokenAnswer, TokenRefusal } from '../token-answer.ts';
import { readTokenAnswer, readTokenRefusal } from '../token-answer.ts';
import { withToken } from '../token-use.ts';

type RefreshableToken = AuthOf<'refreshable_token'>;

/** Statuses by which systems refuse what was sent. Other mistakes of the request are of its definition. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/** Fields that this server exchanges for a token, and again when it is about to expire. */
export const refreshableToken: AuthType<RefreshableToken> = {
  verbatim: [],

  fields: ({ fields }) => Object.entries(fields).map(([name, field]) => fieldView(name, field)),

  authorize: async ({ auth }, tokens, request) =>
    tokens === undefined ? request : withToken(request, auth.use, tokens.accessToken),

  async obtain(context, access) {
    const { request } = context.auth;
    const outcome = await exchange(context, { template: request, named: hostTemplateNames(request.url) }, access);
    if (outcome.kind === 'refused') throw faultOfTyped(outcome);
    return { ...outcome.tokens, captured: {} };
  },

  async renew(context, { refreshToken, captured }, access) {
    const { request, refresh } = context.auth;
    // With nobody there, there is nobody to type something else.
    const named: readonly string[] = [];
    let refused: Refused | undefined;
    if (refresh !== undefined && refreshToken !== undefined) {
      const values = { ...context.values, refresh_token: refreshToken };
      const outcome = await exchange({ ...context, values }, { template: refresh, named }, access);
      if (outcome.kind === 'token') return { refreshToken, ...outcome.tokens, captured };
      if (!isNo(outcome)) throw faultOfRenewal(outcome);
      // The refresh token may be used up or withdrawn. What was typed may still be good for another.
      refused = outcome;
    }
    const outcome = await exchange(context, { template: request, named }, access);
    if (outcome.kind === 'token') return { ...outcome.tokens, captured };
    // What was typed may have been good for once only: the refresh token is what counts while it may be valid.
    throw refused !== undefined && !isFinal(refused) ? faultOfRenewal(refused) : faultOfRenewal(outcome);
  },
};

interface Exchange {
  readonly template: ExchangeTemplate;
  /** The inputs that chose the address. */
  readonly named: readonly string[];
}

/** A refusal, with what it is judged by. */
interface Refused {
  readonly kind: 'refused';
  readonly response: EgressResponse;
  readonly refusal: TokenRefusal;
  /** What the system may have repeated in its words. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

async function exchange(
  context: AuthContext<RefreshableToken>,
  { template, named }: Exchange,
  { egress, signal, now }: ProviderAccess,
): Promise<TokenAnswer | Refused> {
  const { auth, values } = context;
  const request = exchangeRequest(template, values);
  // Before the answer: a token must not count as good for longer than it is.
  const askedAt = now();
  const response = await egress.request({ ...request, redirects: 'refuse' }, { signal }).catch((error: unknown) => {
    throw explainEgress(error, named);
  });
  const { status, body } = response;
  if (isLater(status)) throw tryLater(response, { reason: `status ${status}`, now: now() });
  const answer =
    status < 300 ? readTokenAnswer(auth.answer, { body, now: askedAt }) : readTokenRefusal(auth.answer, body);
  switch (answer.kind) {
    case 'token':
      return answer;
    case 'refused': {
      const secrets = secretSpellings(secretsIn(context), request);
      return { kind: 'refused', response, refusal: answer, secrets, now: now() };
    }
    case 'unreadable':
      throw new ProviderUnavailableError(answer.reason);
  }
}

/** Whether this is a no to what was sent, as far as one can tell. */
function isNo({ response: { status }, refusal }: Refused): boolean {
  return knownFault(refusal.error)?.meaning !== 'later' && (status < 300 || REFUSED.has(status));
}

/** Whether the system says in so many words that what was sent will not be valid again. */
function isFinal({ response: { status }, refusal }: Refused): boolean {
  const meaning = knownFault(refusal.error)?.meaning;
  return meaning === 'refused' || (status === 401 && meaning !== 'later');
}

/** To somebody who can type something else, any no is one to what was typed. */
function faultOfTyped(refused: Refused): EmbedError {
  const { response, refusal, secrets, now } = refused;
  const reason = `status ${response.status}`;
  const words = providerText(refusal.words, secrets);
  if (isNo(refused)) return new InvalidCredentialsError(words);
  if (knownFault(refusal.error)?.meaning === 'later') {
    return tryLater(response, { reason, now, providerMessage: words });
  }
  return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: words });
}

/** With nobody there, a connection that worked is given up only where the system says so in so many words. */
function faultOfRenewal(refused: Refused): EmbedError {
  const { response, refusal, secrets, now } = refused;
  if (isFinal(refused)) return new InvalidCredentialsError(providerText(refusal.words, secrets));
  return tokenFault(response, { refusal, secrets, now, asking: 'renewal', clientTyped: false });
}

function secretsIn({ auth, values }: AuthContext<RefreshableToken>): readonly string[] {
  const hidden = Object.entries(auth.fields).filter(([, { kind }]) => kind === 'password');
  return [...hidden.map(([name]) => values[name] ?? ''), values['refresh_token'] ?? ''];
}
