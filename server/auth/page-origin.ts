import type { OrganizationConfig } from '../config/config.ts';
import { isOriginAllowed } from '../../widget/protocol/origins.ts';
import { isLoopbackHost } from '../loopback-host.ts';

/**
 * Tells whether a page of this origin may embed an organization's pages.
 *
 * The origin comes from outside. Only the serialized form of an https origin, or of an http origin on a loopback host,
 * is compared with the list, because a wildcard entry is compared by its beginning and end. For an organization in
 * sandbox mode, any such origin may embed.
 */
export function canEmbed(origin: string, organization: Pick<OrganizationConfig, 'mode' | 'allowedOrigins'>): boolean {
  if (!isPageOrigin(origin)) return false;
  return organization.mode === 'sandbox' || isOriginAllowed(origin, organization.allowedOrigins);
}

function isPageOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, protocol, hostname } = new URL(value);
  // The URL parser accepts the host `*.example.com`, but no page has an origin with a wildcard.
  if (hostname.includes('*')) return false;
  return origin === value && (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname)));
}
