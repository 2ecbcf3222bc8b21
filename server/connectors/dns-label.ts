import { domainToASCII } from 'node:url';

/** RFC 1035 section 2.3.1, with the leading digits that RFC 1123 section 2.1 allows. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Normalizes one label of a host name to lower case and to its DNS form (`münchen` becomes `xn--mnchen-3ya`, RFC 5891).
 * Returns `undefined` if the value is not exactly one label.
 */
export function dnsLabel(value: string): string | undefined {
  const lower = value.toLowerCase();
  const label = /[^\0-\x7f]/.test(lower) ? domainToASCII(lower) : lower;
  return LABEL.test(label) ? label : undefined;
}

/** The fixed text before and after the input box of a field. */
export interface FieldAffixes {
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/**
 * Extracts a label from the value of an input box: the label itself, or a whole address copied from a browser
 * (`https://acme.example.com/login`), from which it removes the text that the field shows before and after the box.
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
