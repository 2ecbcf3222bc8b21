import type { OrganizationConfig } from '../config/config.ts';
import { isOriginAllowed } from '../../widget/protocol/origins.ts';
import { isLoopbackHost } from '../loopback-host.ts';

/**
 * Tells whether a page of this origin may embed an organization's pages.
 *
 * Takes text from outside: only the serialized form of an https origin, or of an http one on a loopback host, is looked
 * up in the list, because a wildcard entry is compared by its beginning and end. An organization in sandbox mode lets
 * any such page embed it.
 */
export function canEmbed(origin: string, organization: Pick<OrganizationConfig, 'mode' | 'allowedOrigins'>): boolean {
  if (!isPageOrigin(origin)) return false;
  return organization.mode === 'sandbox' || isOriginAllowed(origin, organization.allowedOrigins);
}

function isPageOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, protocol, hostname } = new URL(value);
  // The parser lets a host be called `*.example.com`, and an entry of the list is no page.
  if (hostname.includes('*')) return false;
  return origin === value && (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname)));
}
