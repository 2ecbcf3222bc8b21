/** The integration that the tab "Install" opens. */
export const INSTALLED_INTEGRATION = 'contacts';

/**
 * The integrations of the demo's product. The first one has a setting of each kind.
 *
 * @param providerUrl The address of the provider, without a slash at the end.
 */
export function demoIntegrations(providerUrl: string) {
  return {
    [INSTALLED_INTEGRATION]: {
      id: 1,
      name: 'Contact sync',
      description: 'Copies contacts between your projects and your address book.',
      category: 'Contacts',
      connectors: ['sandbox-oauth', 'sandbox'],
      settings: contactSettings(providerUrl),
      schedule: { default: '0 * * * *', editable: true, minimumMinutes: 15 },
      consent: {
        required: true,
        text: {
          en: 'Acme Projects reads the names and e-mail addresses of your contacts.',
          de: 'Acme Projects liest die Namen und E-Mail-Adressen Ihrer Kontakte.',
        },
        links: [{ label: 'Terms of use', url: 'https://acme.example/terms' }],
      },
    },
    invoices: {
      id: 2,
      name: 'Invoice export',
      description: 'Sends each paid invoice to your accounting.',
      category: 'Finance',
      connectors: ['sandbox-workspace'],
      settings: {
        properties: {
          currency: { type: 'string', title: 'Currency', enum: ['EUR', 'GBP', 'USD'], default: 'EUR' },
        },
        required: ['currency'],
      },
      schedule: { default: '0 6 * * *', editable: true, minimumMinutes: 1440 },
    },
    backup: {
      id: 3,
      name: 'Backup',
      description: 'Keeps a copy of your files outside the product.',
      category: 'Files',
      connectors: ['sandbox-basic'],
      schedule: { default: '30 2 * * *', editable: false },
    },
  };
}

/** A setting of each kind, a group, and a setting that depends on another one. */
function contactSettings(providerUrl: string) {
  return {
    properties: {
      direction: {
        type: 'string',
        title: 'Direction',
        'x-i18n': { de: { title: 'Richtung' } },
        oneOf: [
          { const: 'in', title: 'Into Acme Projects' },
          { const: 'out', title: 'Out of Acme Projects' },
          { const: 'both', title: 'Both ways' },
        ],
        default: 'in',
      },
      list: {
        type: 'string',
        title: 'List',
        description: 'The provider offers these lists.',
        'x-options': {
          connector: 'sandbox',
          url: `${providerUrl}/lists`,
          items: 'lists',
          value: 'id',
          label: 'name',
        },
      },
      fields: {
        type: 'array',
        title: 'Fields',
        items: { type: 'string', enum: ['Name', 'E-mail address', 'Telephone'] },
        default: ['Name', 'E-mail address'],
      },
      days: { type: 'integer', title: 'Age in days', minimum: 1, maximum: 365, default: 30 },
      archived: { type: 'boolean', title: 'Include archived contacts', default: false },
      report: {
        type: 'object',
        title: 'Report',
        properties: {
          address: {
            type: 'string',
            format: 'email',
            title: 'E-mail address',
            examples: ['ada@acme.example'],
          },
          note: { type: 'string', title: 'Note', 'x-multiline': true },
        },
      },
    },
    required: ['direction', 'days'],
    if: { properties: { direction: { const: 'out' } } },
    then: {
      properties: {
        signature: {
          type: 'string',
          format: 'password',
          title: 'Signature key',
          description: 'Signs what leaves Acme Projects.',
        },
      },
      required: ['signature'],
    },
  };
}
