import { domainToASCII } from 'node:url';

/** RFC 1035 section 2.3.1, with leading digits as RFC 1123 section 2.1 allows. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads one label of a host name, in lower case and in the form that DNS carries (`münchen` is `xn--mnchen-3ya`, RFC
 * 5891). `undefined`: it is none, or more than one.
 */
export function dnsLabel(value: string): string | undefined {
  const lower = value.toLowerCase();
  const label = /[^\0-\x7f]/.test(lower) ? domainToASCII(lower) : lower;
  return LABEL.test(label) ? label : undefined;
}

/** The fixed text around the box. */
export interface FieldAffixes {
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/**
 * Reads a label from what a person put into a box: the label, or the whole address copied from a browser
 * (`https://acme.example.com/login`), where what stands around the box tells which part of it is the label.
 */
export function extractDnsLabel(value: string, { prefix = '', suffix = '' }: FieldAffixes): string | undefined {
  const label = dnsLabel(value);
  if (label !== undefined) return label;
  const host = hostOf(value);
  const before = (prefix.split('://').at(-1) ?? '').toLowerCase();
  const [after = ''] = suffix.toLowerCase().split(/[/?#:]/);
  if (host === undefined || after === '' || !host.startsWith(before) || !host.endsWith(after)) return undefined;
  return dnsLabel(host.slice(before.length, -after.length));
}

function hostOf(value: string): string | undefined {
  const url = URL.parse(/^[a-z]+:\/\//i.test(value) ? value : `https://${value}`);
  return url?.hostname.replace(/\.$/, '');
}
