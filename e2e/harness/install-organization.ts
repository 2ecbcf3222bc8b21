import { KEY_PROVIDER, OWN_CONNECTOR, UNRELIABLE_PROVIDER, UNRELIABLE_SIGN_IN_PROVIDER } from './providers.ts';

/** The organization whose integrations people install. */
export const INSTALL_ORGANIZATION = 'shop';

/** The integration with everything that an install flow has. Its own connector is connected by the host. */
export const CONTACTS = { slug: 'contacts', id: 7, name: 'Contacts' };

/** An integration without consent, settings and an editable schedule. */
export const INVOICES = { slug: 'invoices', id: 8, name: 'Invoices' };

/** An integration that tokens hide. */
export const PAYROLL = { slug: 'payroll', id: 9, name: 'Payroll' };

/** An integration whose provider fails while a test says so. It also offers the choices of a setting. */
export const FILES = { slug: 'files', id: 10, name: 'Files' };

/** An integration that needs a sign-in at a provider that fails while a test says so. */
export const EVENTS = { slug: 'events', id: 11, name: 'Events' };

/** The application that shows all integrations. */
export const INSTALL_APPLICATION = 'shop-portal';

/** The text that a person agrees to. */
export const CONSENT_TEXT = 'Shop copies your contacts to the sandbox.';

/** What {@link installOrganization} depends on. */
export interface InstallOrganizationOptions {
  readonly allowedOrigins: readonly string[];
  /** The key of the host. */
  readonly secret: string;
  /** Address of the provider of {@link FILES}. */
  readonly unreliableUrl: string;
}

/** The configuration of {@link INSTALL_ORGANIZATION}. */
export function installOrganization({ allowedOrigins, secret, unreliableUrl }: InstallOrganizationOptions): object {
  const { connector } = UNRELIABLE_PROVIDER;
  const folders = { connector, url: `${unreliableUrl}/folders`, items: 'folders', value: 'id', label: 'name' };
  return {
    name: 'Shop',
    allowedOrigins,
    keys: [{ alg: 'HS256', secret }],
    tokens: { singleUse: true },
    integrations: {
      [CONTACTS.slug]: {
        ...{ id: CONTACTS.id, name: CONTACTS.name, category: 'CRM', description: 'Copies each contact.' },
        connectors: [OWN_CONNECTOR, KEY_PROVIDER.connector],
        ownConnector: OWN_CONNECTOR,
        settings: {
          type: 'object',
          required: ['direction', 'report'],
          properties: {
            direction: {
              ...{ type: 'string', title: 'Direction', default: 'both' },
              oneOf: [
                { const: 'both', title: 'Both ways' },
                { const: 'out', title: 'Only to the sandbox' },
              ],
            },
            report: { type: 'string', format: 'email', title: 'Send reports to' },
            code: { type: 'string', format: 'password', title: 'Access code' },
          },
        },
        schedule: { default: '0 * * * *', editable: true, minimumMinutes: 15 },
        consent: { required: true, text: { en: CONSENT_TEXT }, links: [] },
      },
      [INVOICES.slug]: {
        ...{ id: INVOICES.id, name: INVOICES.name, category: 'Billing', connectors: [KEY_PROVIDER.connector] },
        schedule: { editable: false },
      },
      [PAYROLL.slug]: { ...{ id: PAYROLL.id, name: PAYROLL.name, connectors: [KEY_PROVIDER.connector] } },
      [EVENTS.slug]: {
        ...{ id: EVENTS.id, name: EVENTS.name, connectors: [UNRELIABLE_SIGN_IN_PROVIDER.connector] },
        schedule: { default: '0 * * * *', editable: true },
      },
      [FILES.slug]: {
        ...{ id: FILES.id, name: FILES.name, connectors: [connector] },
        settings: {
          type: 'object',
          required: ['folder', 'report'],
          properties: {
            folder: { type: 'string', title: 'Folder', 'x-options': folders },
            report: { type: 'string', format: 'email', title: 'Send reports to' },
          },
        },
        schedule: { default: '0 * * * *', editable: true, minimumMinutes: 15 },
      },
    },
    apps: { [INSTALL_APPLICATION]: { show: 'portal' } },
  };
}
