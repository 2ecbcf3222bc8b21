/**
 * Host names of the three sites: the host product, the widget's server, and the provider. They need no DNS, and
 * browsers treat each address of 127.0.0.0/8 as a different site.
 */
export const HOST_SITE = 'localhost';
export const WIDGET_SITE = '127.0.0.1';
/** Only Linux accepts connections on every address of 127.0.0.0/8 without configuration. */
export const HAS_LOOPBACK_RANGE = process.platform === 'linux';
export const PROVIDER_SITE = HAS_LOOPBACK_RANGE ? '127.0.0.2' : HOST_SITE;
/** A fourth site, which is on no organization's allow list. */
export const UNLISTED_SITE = '127.0.0.3';
