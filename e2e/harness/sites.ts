/**
 * Names of the three sites, without DNS: the product that embeds, the widget's server, and the provider that people
 * connect. Browsers take each address of 127.0.0.0/8 for a site of its own.
 */
export const HOST_SITE = 'localhost';
export const WIDGET_SITE = '127.0.0.1';
/** Only Linux listens on every address of 127.0.0.0/8 without being told to. */
export const HAS_LOOPBACK_RANGE = process.platform === 'linux';
export const PROVIDER_SITE = HAS_LOOPBACK_RANGE ? '127.0.0.2' : HOST_SITE;
/** A fourth site, which no organization allows. */
export const UNLISTED_SITE = '127.0.0.3';
