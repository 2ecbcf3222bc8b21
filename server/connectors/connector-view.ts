import type { ConnectorView, CredentialKind } from '../../widget/protocol/connector.ts';
import { authenticator, connectorFields } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';

/** Views of connectors, which each page has. */
const views = new WeakMap<ConnectorDefinition, ConnectorView>();

/** Selects the parts of a connector that the dialog shows. Contains no authentication details and no client secret. */
export function connectorView(name: string, definition: ConnectorDefinition): ConnectorView {
  const known = views.get(definition);
  if (known?.name === name) return known;
  const view = makeView(name, definition);
  views.set(definition, view);
  return view;
}

function makeView(name: string, definition: ConnectorDefinition): ConnectorView {
  return {
    name,
    title: definition.name,
    ...(definition.icon !== undefined && { icon: definition.icon }),
    ...(definition.helpUrl !== undefined && { helpUrl: definition.helpUrl }),
    verifiesCredentials: definition.verify !== undefined,
    usesSignIn: authenticator(definition).signIn !== undefined,
    credentialKind: credentialKind(definition),
    fields: connectorFields(definition),
  };
}

function credentialKind({ auth }: ConnectorDefinition): CredentialKind {
  switch (auth.type) {
    case 'api_key':
    case 'aws_sigv4':
      return 'key';
    case 'basic':
      return 'password';
    case 'custom':
    case 'refreshable_token':
      return kindOfSecrets(
        Object.entries(auth.fields).flatMap(([name, { kind }]) => (kind === 'password' ? name : [])),
      );
    case 'oauth2':
    case 'oauth2_client_credentials':
    case 'oauth1':
      return 'other';
  }
}

/** One secret is a password if its name says so, and otherwise a key. */
function kindOfSecrets([secret, ...others]: readonly string[]): CredentialKind {
  if (secret === undefined || others.length > 0) return 'other';
  return /pass(?:word|phrase|code)/.test(secret) ? 'password' : 'key';
}
