import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type {
  Auth,
  AuthContext,
  AuthOf,
  AuthType,
  Client,
  OutboundRequest,
  ProviderAccess,
  SignInReturn,
  SignInRun,
  SignInStart,
} from './auth-type.ts';
import { apiKey } from './auth-types/api-key.ts';
import { awsSigV4 } from './auth-types/aws-sigv4.ts';
import { basic } from './auth-types/basic.ts';
import { clientCredentials } from './auth-types/client-credentials.ts';
import { custom } from './auth-types/custom.ts';
import { oauth1 } from './auth-types/oauth1.ts';
import { oauth2 } from './auth-types/oauth2.ts';
import { refreshableToken } from './auth-types/refreshable-token.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { Credentials } from './stored-credentials.ts';
import type { Values } from './template.ts';
import type { Tokens } from './tokens.ts';

/**
 * Every way to authenticate. A new one is a file beside these, a row here, its part of the definition's schema, and its
 * case in `definition-checks.ts`.
 */
const AUTH_TYPES: { readonly [Type in Auth['type']]: AuthType<AuthOf<Type>> } = {
  api_key: apiKey,
  basic,
  custom,
  oauth2,
  oauth2_client_credentials: clientCredentials,
  oauth1,
  refreshable_token: refreshableToken,
  aws_sigv4: awsSigV4,
};

/** A definition's way to authenticate, with the definition already given to it. See {@link AuthType} for each. */
export interface BoundAuth {
  readonly fields: readonly ConnectorField[];
  readonly verbatim: readonly string[];
  readonly authorize: (credentials: Credentials, request: OutboundRequest) => Promise<OutboundRequest>;
  readonly signIn?: BoundSignIn;
  readonly obtain?: (values: Values, access: ProviderAccess) => Promise<Tokens>;
  readonly renew?: (values: Values, tokens: Tokens, access: ProviderAccess) => Promise<Tokens>;
  readonly revoke?: (values: Values, tokens: Tokens, access: ProviderAccess) => Promise<boolean>;
}

/** See {@link SignIn}. */
export interface BoundSignIn {
  begin(values: Values, run: SignInRun, access: ProviderAccess): Promise<SignInStart>;
  isFromIssuer(values: Values, parameters: URLSearchParams): boolean;
  finish(values: Values, back: SignInReturn, access: ProviderAccess): Promise<Tokens>;
}

/** Finds how a definition authenticates. */
export function boundAuth(definition: Pick<ConnectorDefinition, 'auth'> & Client): BoundAuth {
  return bind(definition.auth, definition);
}

function bind<Type extends Auth['type']>(auth: AuthOf<Type> & { readonly type: Type }, client: Client): BoundAuth {
  const type: AuthType<AuthOf<Type>> = AUTH_TYPES[auth.type];
  const { signIn, obtain, renew, revoke } = type;
  const given = (values: Values): AuthContext<AuthOf<Type>> => ({ auth, client, values });
  return {
    fields: type.fields(auth, client),
    verbatim: type.verbatim,
    authorize: ({ values, tokens }, request) => type.authorize(given(values), tokens, request),
    ...(signIn && {
      signIn: {
        begin: (values, run, access) => signIn.begin(given(values), run, access),
        isFromIssuer: (values, parameters) => signIn.isFromIssuer(given(values), parameters),
        finish: (values, back, access) => signIn.finish(given(values), back, access),
      },
    }),
    ...(obtain && { obtain: (values, access) => obtain(given(values), access) }),
    ...(renew && { renew: (values, tokens, access) => renew(given(values), tokens, access) }),
    ...(revoke && { revoke: (values, tokens, access) => revoke(given(values), tokens, access) }),
  };
}
