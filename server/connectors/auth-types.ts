import type { ConnectorField } from '../../widget/protocol/connector.ts';
import type { Auth, AuthOf, AuthType, OutboundRequest } from './auth-type.ts';
import { apiKey } from './auth-types/api-key.ts';
import { basic } from './auth-types/basic.ts';
import { custom } from './auth-types/custom.ts';
import type { Values } from './template.ts';

/**
 * Every way to authenticate. A new one is a file beside these, a row here, its part of the definition's schema, and its
 * case in `definition-checks.ts`.
 */
const AUTH_TYPES = { api_key: apiKey, basic, custom } satisfies { [Type in Auth['type']]: AuthType<AuthOf<Type>> };

/** A definition's way to authenticate, with the definition already given to it. */
export interface BoundAuth {
  /** See {@link AuthType.fields}. */
  readonly fields: readonly ConnectorField[];
  /** See {@link AuthType.verbatim}. */
  readonly verbatim: readonly string[];
  /** See {@link AuthType.authorize}. */
  authorize(values: Values, request: OutboundRequest): OutboundRequest;
}

/** Finds how a definition authenticates. */
export function boundAuth(auth: Auth): BoundAuth {
  switch (auth.type) {
    case 'api_key':
      return bind(AUTH_TYPES[auth.type], auth);
    case 'basic':
      return bind(AUTH_TYPES[auth.type], auth);
    case 'custom':
      return bind(AUTH_TYPES[auth.type], auth);
  }
}

function bind<A extends Auth>(type: AuthType<A>, auth: A): BoundAuth {
  return {
    fields: type.fields(auth),
    verbatim: type.verbatim,
    authorize: (values, request) => type.authorize(auth, values, request),
  };
}
