import type { ConnectorDefinitionInput } from '../connectors/definition.ts';
import { signInConnectors } from './sign-in-connectors.ts';

type Auth = ConnectorDefinitionInput['auth'];
type Verify = NonNullable<ConnectorDefinitionInput['verify']>;

const API_KEY: Auth = { type: 'api_key', in: 'header', name: 'X-Api-Key', help: 'Try sandbox-key, or a wrong one.' };

/**
 * A connector for each feature of the sandbox, by name, for demos and tests.
 *
 * @param baseUrl The sandbox's address, as `startSandbox` returns it.
 */
export function sandboxConnectors(baseUrl: string): Readonly<Record<string, ConnectorDefinitionInput>> {
  const sandbox = (name: string, auth: Auth, path: string, verify: Partial<Verify> = {}): ConnectorDefinitionInput => ({
    name,
    sandbox: true,
    auth,
    verify: { url: new URL(baseUrl).origin + path, account: 'user.email', error: 'error.message', ...verify },
  });

  return {
    sandbox: sandbox('Sandbox', API_KEY, '/me'),
    'sandbox-bearer': sandbox('Sandbox with a bearer token', { type: 'api_key', in: 'bearer' }, '/bearer/me'),
    'sandbox-query': sandbox(
      'Sandbox with a key in the address',
      { type: 'api_key', in: 'query', name: 'api_key' },
      '/query/me',
    ),
    'sandbox-basic': sandbox('Sandbox with a password', { type: 'basic' }, '/basic/me'),
    'sandbox-custom': sandbox(
      'Sandbox with several fields',
      {
        type: 'custom',
        fields: {
          app_id: { label: 'Application id' },
          app_key: { label: 'Application key', kind: 'password' },
        },
        headers: { 'X-App-Id': '{app_id}', 'X-App-Key': '{app_key}' },
      },
      '/custom/me',
    ),
    'sandbox-workspace': {
      ...sandbox('Sandbox with workspaces', API_KEY, '/workspaces/{workspace}/me'),
      inputs: { workspace: { label: 'Workspace', kind: 'text', prefix: 'sandbox.example/', placeholder: 'acme' } },
    },
    'sandbox-slow': sandbox('Slow sandbox', API_KEY, '/slow/me'),
    'sandbox-failing': sandbox('Failing sandbox', API_KEY, '/failing/me'),
    'sandbox-limited': sandbox('Busy sandbox', API_KEY, '/limited/me'),
    'sandbox-down': sandbox('Broken sandbox', API_KEY, '/down/me'),
    'sandbox-hostile': sandbox('Hostile sandbox', API_KEY, '/hostile/me'),
    'sandbox-two-hundred': sandbox('Sandbox that never says no', API_KEY, '/two-hundred/me', {
      expect: { path: 'ok', equals: true },
    }),
    'sandbox-unverified': { name: 'Sandbox that cannot be asked', sandbox: true, auth: API_KEY },
    ...signInConnectors(baseUrl),
  };
}
