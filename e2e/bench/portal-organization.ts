import { brandIcon } from '../../server/connectors/brand-icon.ts';
import type { Brand } from '../../server/connectors/brand-icon.ts';
import { BRANDS } from '../../server/connectors/brands.ts';

export const PORTAL_ORGANIZATION = 'market';

/** As many as the largest marketplaces have. */
export const INTEGRATION_COUNT = 300;

/** Integrations that are installed. */
export const INSTALLED = Array.from({ length: 12 }, (_, index) => slugOf(index * 25));

const KINDS = [
  ...['Contacts', 'Invoices', 'Orders', 'Tickets', 'Campaigns', 'Files', 'Events', 'Messages', 'Payments', 'Products'],
  ...['Employees', 'Reports'],
];
const CATEGORIES = ['CRM', 'Billing', 'Commerce', 'Support', 'Marketing', 'Storage', 'Calendar', 'Chat', 'Payroll'];
const VERBS = ['Copies', 'Sends', 'Imports', 'Exports', 'Compares', 'Merges', 'Archives'];
const WHICH = ['each new', 'every changed', 'all overdue', 'selected', 'recently closed', 'each approved'];
const WHERE = ['Acme Projects', 'your workspace', 'the ledger', 'a shared folder', 'the data warehouse'];
const WHEN = ['at once', 'every hour', 'once a day', 'when a person asks for it', 'after each approval', 'overnight'];

/** The configuration of {@link portalOrganization}, by its name. */
export function portalOrganizations(allowedOrigins: readonly string[], secret: string) {
  return { [PORTAL_ORGANIZATION]: portalOrganization(allowedOrigins, secret) };
}

/**
 * The configuration of an organization with a portal of 300 integrations. Each has an icon of its own, a category, a
 * line of text, and one connector.
 */
function portalOrganization(allowedOrigins: readonly string[], secret: string): object {
  const brands = Object.keys(BRANDS) as Brand[];
  const entries = Array.from({ length: INTEGRATION_COUNT }, (_, index) => {
    const brand = brands[index % brands.length] ?? 'hubspot';
    const kind = pick(KINDS, Math.floor(index / brands.length));
    const name = `${titleOf(brand)} ${kind}`;
    const integration = {
      id: index + 1,
      name,
      category: pick(CATEGORIES, index * 5),
      description: `${pick(VERBS, index * 3)} ${pick(WHICH, index * 7)} ${kind.toLowerCase()} of ${titleOf(brand)} to ${pick(WHERE, index * 2)}, ${pick(WHEN, index * 11)}.`,
      icon: ownIcon(brand, index),
      connectors: [connectorOf(brand)],
    };
    return [slugOf(index), integration] as const;
  });
  const connectors = brands.map((brand) => [
    connectorOf(brand),
    { name: titleOf(brand), auth: { type: 'api_key', in: 'bearer' } },
  ]);
  return {
    name: 'Acme Market',
    allowedOrigins,
    keys: [{ alg: 'HS256', secret }],
    connectors: Object.fromEntries(connectors) as object,
    integrations: Object.fromEntries(entries),
  };
}

function slugOf(index: number): string {
  return `integration-${index + 1}`;
}

/** The names of brands are those of connectors in the catalogue. */
function connectorOf(brand: Brand): string {
  return `${brand}-key`;
}

function titleOf(brand: Brand): string {
  return brand.slice(0, 1).toUpperCase() + brand.slice(1);
}

function pick(texts: readonly string[], index: number): string {
  return texts[index % texts.length] ?? '';
}

/** The mark of a brand in a colour that no other integration has, so that the browser loads one image for each. */
function ownIcon(brand: Brand, index: number): string {
  const colour = `#${(0x10_00_00 + index * 0x2f_1b_0d).toString(16).slice(-6)}`;
  return brandIcon(brand).replace(encodeURIComponent(BRANDS[brand].light), encodeURIComponent(colour));
}
