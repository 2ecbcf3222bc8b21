import { InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, AuthType, ProviderAccess } from '../auth-type.ts';
import { explainEgress } from '../egress-problem.ts';
import type { ExchangeTemplate } from '../exchange-request.ts';
import { exchangeRequest } from '../exchange-request.ts';
import { fieldView } from '../field-view.ts';
import { knownFault } from '../oauth/fault-codes.ts';
import { isLater, tryLater } from '../oauth/try-later.ts';
import { providerText } from '../provider-text.ts';
import { secretSpellings } from '../secret-spellings.ts';
import { hostTemplateNames } from '../template.ts';
import { readTokenAnswer, readTokenRefusal } from '../token-answer.ts';
import { withToken } from '../token-use.ts';
import type { Tokens } from '../tokens.ts';

type RefreshableToken = AuthOf<'refreshable_token'>;

/** Statuses by which systems refuse what was typed. Other mistakes of the request are of its definition. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/** Fields that this server exchanges for a token, and again when it is about to expire. */
export const refreshableToken: AuthType<RefreshableToken> = {
  verbatim: [],

  fields: ({ fields }) => Object.entries(fields).map(([name, field]) => fieldView(name, field)),

  authorize: async ({ auth }, tokens, request) =>
    tokens === undefined ? request : withToken(request, auth.use, tokens.accessToken),

  obtain(context, access) {
    const { request } = context.auth;
    return exchange(context, { template: request, named: hostTemplateNames(request.url) }, access);
  },

  async renew(context, { refreshToken, captured }, access) {
    const { request, refresh } = context.auth;
    // With nobody there, there is nobody to type something else.
    const named: readonly string[] = [];
    if (refresh !== undefined && refreshToken !== undefined) {
      const values = { ...context.values, refresh_token: refreshToken };
      try {
        return {
          refreshToken,
          ...(await exchange({ ...context, values }, { template: refresh, named }, access)),
          captured,
        };
      } catch (error) {
        // The refresh token is used up or withdrawn. What was typed may still be good for another.
        if (!(error instanceof InvalidCredentialsError)) throw error;
      }
    }
    return { ...(await exchange(context, { template: request, named }, access)), captured };
  },
};

interface Exchange {
  readonly template: ExchangeTemplate;
  /** The inputs that chose the address. */
  readonly named: readonly string[];
}

async function exchange(
  context: AuthContext<RefreshableToken>,
  { template, named }: Exchange,
  { egress, signal, now }: ProviderAccess,
): Promise<Tokens> {
  const { auth, values } = context;
  const request = exchangeRequest(template, values);
  // Before the answer: a token must not count as good for longer than it is.
  const askedAt = now();
  const response = await egress.request({ ...request, redirects: 'refuse' }, { signal }).catch((error: unknown) => {
    throw explainEgress(error, named);
  });
  const { status, body } = response;
  const reason = `status ${status}`;
  if (isLater(status)) throw tryLater(response, { reason, now: now() });
  const answer =
    status < 300 ? readTokenAnswer(auth.answer, { body, now: askedAt }) : readTokenRefusal(auth.answer, body);
  switch (answer.kind) {
    case 'token':
      return { ...answer.tokens, captured: {} };
    case 'refused': {
      const words = providerText(answer.words, secretSpellings(secretsIn(context), request));
      if (knownFault(answer.error)?.meaning === 'later') {
        throw tryLater(response, { reason, now: now(), providerMessage: words });
      }
      if (status < 300 || REFUSED.has(status)) throw new InvalidCredentialsError(words);
      throw new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: words });
    }
    case 'unreadable':
      throw new ProviderUnavailableError(answer.reason);
  }
}

function secretsIn({ auth, values }: AuthContext<RefreshableToken>): readonly string[] {
  const hidden = Object.entries(auth.fields).filter(([, { kind }]) => kind === 'password');
  return [...hidden.map(([name]) => values[name] ?? ''), values['refresh_token'] ?? ''];
}
