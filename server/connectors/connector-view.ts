import type { ConnectorField, ConnectorView } from '../../widget/protocol/connector.ts';
import { authenticator } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';
import { fieldView } from './field-view.ts';

/** Selects the parts of a connector that the dialog shows. Contains no authentication details and no client secret. */
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

/** Returns all fields of a connector's form: first its inputs, then the fields of its auth type. */
export function connectorFields(definition: ConnectorDefinition): readonly ConnectorField[] {
  const options = Object.entries(definition.inputs).map(([name, input]) => fieldView(name, { ...input, kind: 'text' }));
  return [...options, ...authenticator(definition).fields];
}
