import { expect } from '@playwright/test';

import { REPORT_ADDRESS } from './install-flow.ts';
import type { PandiumMessage } from './pandium-messages.ts';
import { OWN_KEY_CLAIM } from './providers.ts';

/** Claims of a person whose host connects its own connector in the background, as Pandium documents them. */
export const INSTALL_CLAIMS = {
  ti: {
    ...{ udn: 'Ada', ufn: 'Ada Lovelace', uem: 'ada@customer.example', ili: ['contacts', '8'], aid: '17' },
    xti: { integration_name: 'contacts', plan: 'gold', ...OWN_KEY_CLAIM },
  },
};

/** What a host knows about an installation before it receives the message. */
export interface SavedTenant {
  readonly customer: string;
  /** Id of the installation. */
  readonly id: number;
  readonly configs: Readonly<Record<string, unknown>>;
  readonly schedule: string;
  /** Address of the server. */
  readonly server: URL;
}

const naiveTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/) as unknown;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown;

/** The messages other than heights, which depend on fonts. */
export function withoutHeights(messages: readonly PandiumMessage[]): readonly PandiumMessage[] {
  return messages.filter(({ message }) => message !== 'pandium-content-height-change');
}

/** Every field of the tenant of a person with {@link INSTALL_CLAIMS} who has installed `contacts`. */
export function savedTenant({ customer, id, configs, schedule, server }: SavedTenant): object {
  return {
    archived: false,
    name: customer,
    namespace: 'shop',
    configs,
    created_date: naiveTime,
    paused: false,
    user_schedule: schedule,
    // The same moved by a few minutes, so that not all customers run at once.
    schedule: expect.stringMatching(/^\d+ (?:\d+|\*) \* \* \*$/) as unknown,
    source: 'admin',
    integration: { id: 7, name: 'Contacts' },
    integration_release: null,
    integration_release_channel: 'Default',
    id,
    modified_date: naiveTime,
    connected_users: {
      pandium: {
        id: expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
        email: 'ada@customer.example',
        username: customer,
        attributes: {
          jwt: {
            display_name: 'Ada',
            full_name: 'Ada Lovelace',
            external_integrations: 'contacts,8',
            auditable_uid: '17',
            auditable_display_name: null,
            extra_tenant_info: '{"integration_name":"contacts","plan":"gold"}',
            namespace: 'shop',
            keycloak_uri: server.host,
          },
        },
        first_name: null,
        last_name: null,
        email_verified: true,
        enabled: true,
        realm_id: 'shop',
        created_timestamp: expect.any(Number) as unknown,
      },
    },
    status: {
      tenant_id: id,
      last_run: {},
      current_run: {},
      last_successful_run: {},
      dynamic_configs: {},
      auth: {
        connected: true,
        SANDBOX_OWN_AUTH_STATUS: 'Connected',
        SANDBOX_OWN_LAST_CHANGE: time,
        SANDBOX_AUTH_STATUS: 'Connected',
        SANDBOX_LAST_CHANGE: time,
      },
    },
  };
}

/** The settings after `install` of `install-flow.ts`. */
export const DEFAULT_CONFIGS = { direction: 'both', report: REPORT_ADDRESS };
