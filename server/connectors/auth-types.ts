import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type {
  Auth,
  AuthContext,
  AuthOf,
  AuthType,
  OAuthClient,
  OutboundRequest,
  ProviderAccess,
  SignInCallback,
  SignInRequest,
  SignInRedirect,
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
import { fieldView } from './field-view.ts';
import type { Credentials, Tokens } from './stored-credentials.ts';
import type { Values } from './template.ts';

/**
 * All auth types. A new one needs a file in `auth-types/`, a row here, its part of the definition's schema, and a case in
 * `definition-checks.ts`.
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

/** The auth type of a definition, bound to that definition. {@link AuthType} describes the members. */
export interface Authenticator {
  readonly fields: readonly ConnectorField[];
  readonly untrimmedFields: readonly string[];
  readonly authorize: (credentials: Credentials, request: OutboundRequest) => Promise<OutboundRequest>;
  readonly signIn?: BoundSignInMethod;
  readonly issue?: (values: Values, access: ProviderAccess) => Promise<Tokens>;
  readonly refresh?: (values: Values, tokens: Tokens, access: ProviderAccess) => Promise<Tokens>;
  readonly revoke?: (values: Values, tokens: Tokens, access: ProviderAccess) => Promise<boolean>;
}

/** The sign-in method of a definition, bound to that definition. See `SignInMethod`. */
export interface BoundSignInMethod {
  start(values: Values, run: SignInRequest, access: ProviderAccess): Promise<SignInRedirect>;
  isFromIssuer(values: Values, parameters: URLSearchParams): boolean;
  finish(values: Values, callback: SignInCallback, access: ProviderAccess): Promise<Tokens>;
}

/** Returns the auth type of a definition, bound to that definition. */
export function authenticator(definition: Pick<ConnectorDefinition, 'auth'> & OAuthClient): Authenticator {
  return bind(definition.auth, definition);
}

/** Returns all fields of a connector's form: first its inputs, then the fields of its auth type. */
export function connectorFields(definition: ConnectorDefinition): readonly ConnectorField[] {
  const options = Object.entries(definition.inputs).map(([name, input]) => fieldView(name, { ...input, kind: 'text' }));
  return [...options, ...authenticator(definition).fields];
}

function bind<Type extends Auth['type']>(
  auth: AuthOf<Type> & { readonly type: Type },
  client: OAuthClient,
): Authenticator {
  const type: AuthType<AuthOf<Type>> = AUTH_TYPES[auth.type];
  const { signIn, issue, refresh, revoke } = type;
  const given = (values: Values): AuthContext<AuthOf<Type>> => ({ auth, client, values });
  return {
    fields: type.fields(auth, client),
    untrimmedFields: type.untrimmedFields,
    authorize: ({ values, tokens }, request) => type.authorize(given(values), tokens, request),
    ...(signIn && {
      signIn: {
        start: (values, run, access) => signIn.start(given(values), run, access),
        isFromIssuer: (values, parameters) => signIn.isFromIssuer(given(values), parameters),
        finish: (values, callback, access) => signIn.finish(given(values), callback, access),
      },
    }),
    ...(issue && { issue: (values, access) => issue(given(values), access) }),
    ...(refresh && { refresh: (values, tokens, access) => refresh(given(values), tokens, access) }),
    ...(revoke && { revoke: (values, tokens, access) => revoke(given(values), tokens, access) }),
  };
}
