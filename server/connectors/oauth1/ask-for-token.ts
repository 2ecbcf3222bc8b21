import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { explainEgress } from '../egress-problem.ts';
import { isLater, tryLater } from '../oauth/try-later.ts';
import { providerText } from '../provider-text.ts';
import { secretSpellings } from '../secret-spellings.ts';
import { expandUrl, hostTemplateNames } from '../template.ts';
import type { Signer } from './signed-request.ts';
import { signedRequest } from './signed-request.ts';

/** What is asked for. */
export interface OAuth1Question extends Pick<Signer, 'token' | 'more'> {
  /** Template of the address. */
  readonly url: string;
}

/** What came for it: RFC 5849 sections 2.1 and 2.3. */
export interface TokenPair {
  readonly key: string;
  readonly secret: string;
  /** The whole answer. */
  readonly answer: URLSearchParams;
}

/** Statuses by which a system that was shown a token says that it does not take it. */
const TOKEN_REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);

/** What the OAuth extension for problem reporting calls a no of the person, or of the system on their behalf. */
const DENIALS: ReadonlySet<string> = new Set(['user_refused', 'permission_denied']);

/** Tells whether an `oauth_problem` is a no, rather than a mistake. */
export function isDenial(problem: string | null): boolean {
  return problem !== null && DENIALS.has(problem);
}

/**
 * Asks for temporary credentials, or for lasting ones where the question has a token.
 *
 * @throws {ProviderDeniedError} The person declined.
 * @throws {InvalidCredentialsError} The system does not take the token.
 * @throws {ProviderUnavailableError} It could not be asked, did not answer tokens, or does not know this client.
 * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
 */
export async function askForToken(
  { auth, client, values }: AuthContext<AuthOf<'oauth1'>>,
  { url, token, more }: OAuth1Question,
  { egress, signal, now }: ProviderAccess,
): Promise<TokenPair> {
  const request = signedRequest(
    { url: expandUrl(url, values), method: 'POST', headers: {} },
    { auth, client, ...(token && { token }), ...(more && { more }) },
  );
  const answer = await egress.request({ ...request, redirects: 'refuse' }, { signal }).catch((error: unknown) => {
    throw explainEgress(error, hostTemplateNames(url));
  });
  const { status } = answer;
  if (isLater(status)) throw tryLater(answer, { reason: `status ${status}`, now: now() });
  const form = new URLSearchParams(answer.body.trim());
  // Some systems answer 200 to an error.
  if (status >= 300 || form.has('oauth_problem')) {
    const secrets = [client.clientSecret ?? '', token?.secret ?? '', ...Object.values(more ?? {})];
    throw refusal({ status, form, hadToken: token !== undefined, secrets: secretSpellings(secrets, request) });
  }
  const [key, secret] = [form.get('oauth_token') ?? '', form.get('oauth_token_secret')];
  if (key === '' || secret === null) throw new ProviderUnavailableError('the answer holds no token');
  return { key, secret, answer: form };
}

interface Refusal {
  readonly status: number;
  readonly form: URLSearchParams;
  readonly hadToken: boolean;
  readonly secrets: readonly string[];
}

function refusal({ status, form, hadToken, secrets }: Refusal): EmbedError {
  const problem = form.get('oauth_problem') ?? '';
  const words = providerText(form.get('oauth_problem_advice'), secrets);
  if (isDenial(problem)) return new ProviderDeniedError(words);
  if (hadToken && (status < 300 || TOKEN_REFUSED.has(status))) return new InvalidCredentialsError(words);
  const code = providerText(problem, secrets) ?? '';
  const reason = /^[a-z_]{1,40}$/.test(code) ? `status ${status}, ${code}` : `status ${status}`;
  return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: words });
}
