import type { ConnectorField, ConnectorView } from '../../widget/protocol/connector.ts';
import { authenticator } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';
import { fieldView } from './field-view.ts';

/** What the dialog needs to know of a connector: nothing of how it authenticates, and no client secret. */
export function connectorView(name: string, definition: ConnectorDefinition): ConnectorView {
  return {
    name,
    title: definition.name,
    ...(definition.helpUrl !== undefined && { helpUrl: definition.helpUrl }),
    verifiesCredentials: definition.verify !== undefined,
    usesSignIn: authenticator(definition).signIn !== undefined,
    fields: connectorFields(definition),
  };
}

/** Everything a person is asked for: first what addresses need, then the credentials. */
export function connectorFields(definition: ConnectorDefinition): readonly ConnectorField[] {
  const options = Object.entries(definition.inputs).map(([name, input]) => fieldView(name, { ...input, kind: 'text' }));
  return [...options, ...authenticator(definition).fields];
}
