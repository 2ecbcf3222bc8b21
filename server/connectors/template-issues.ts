import { isLoopbackHost, HTTP_NEEDS_DEV } from '../loopback-host.ts';
import type { Captures } from './captures.ts';
import type { ConnectorDefinition } from './definition.ts';
import { dnsLabel } from './dns-label.ts';
import { fillPlaceholders, hostPlaceholderNames, placeholderNames } from './template.ts';

/** An issue of a definition that its schema cannot detect. The message completes a sentence and repeats no value. */
export interface DefinitionIssue {
  /** Path from the top of the definition, such as `['verify', 'url']`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Returns issues with the same path. */
export function issuesAt(path: readonly string[], messages: readonly string[]): readonly DefinitionIssue[] {
  return messages.map((message) => ({ path, message }));
}

/** Texts by name, such as the templates of headers. */
export type StringMap = Readonly<Record<string, string>>;

/** The values that a URL template may use, and the rules for its host. */
export interface UrlRules {
  /** The names that have a value when the template is expanded. */
  readonly known: ReadonlySet<string>;
  readonly inputs: ConnectorDefinition['inputs'];
  readonly captures?: Captures;
  /** Fields whose value is always one label of a host. */
  readonly labels?: ReadonlySet<string>;
  /** Whether http addresses of this machine are allowed. */
  readonly dev: boolean;
}

/** RFC 9110 section 5.6.2: the characters of a header name. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Headers that the HTTP client sets itself, because they describe the target and length of a request. */
const CLIENT_HEADERS: ReadonlySet<string> = new Set(
  'host connection content-length transfer-encoding upgrade keep-alive te trailer expect'.split(' '),
);

/** Finds issues of a header name. */
export function headerNameIssues(name: string): readonly string[] {
  if (!HEADER_NAME.test(name)) return ['is not the name of a header'];
  return CLIENT_HEADERS.has(name.toLowerCase()) ? ['is a header that the HTTP client writes itself'] : [];
}

/** Finds issues of headers: of their names and of their templates. */
export function headersIssues(
  path: readonly string[],
  headers: StringMap,
  known: ReadonlySet<string>,
): readonly DefinitionIssue[] {
  const names = Object.keys(headers).flatMap((name) => issuesAt([...path, name], headerNameIssues(name)));
  return [...names, ...templatesIssues(path, headers, known)];
}

/** Finds issues of the templates under one path. */
export function templatesIssues(
  path: readonly string[],
  templates: StringMap,
  known: ReadonlySet<string>,
): readonly DefinitionIssue[] {
  return Object.entries(templates).flatMap(([name, text]) => issuesAt([...path, name], templateIssues(text, known)));
}

/** Finds issues that any template can have. */
export function templateIssues(template: string, known: ReadonlySet<string>): readonly string[] {
  const unknown = [...new Set(placeholderNames(template))].filter((name) => !known.has(name));
  return [
    ...unknown.map((name) => `refers to {${name}}, which is no input or field of this connector, nor captured by then`),
    ...(/[{}]/.test(fillPlaceholders(template)) ? ['has a brace that belongs to no {name}'] : []),
    ...(hasControlCharacters(template) ? ['must not contain control characters'] : []),
  ];
}

/** Tells whether a text contains control characters, which could end a header. */
export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Finds issues of a URL template for requests that carry credentials. */
export function urlIssues(template: string, rules: UrlRules): readonly string[] {
  const issues = [...templateIssues(template, rules.known)];
  // The host receives the credentials. A value that is a single label cannot leave the domain that follows it.
  for (const name of new Set(hostPlaceholderNames(template))) {
    if (rules.known.has(name)) issues.push(...hostPlaceholderIssues(name, rules));
  }
  const url = URL.parse(fillPlaceholders(template));
  if (url === null || /[\\\s]/.test(template) || url.username !== '' || url.password !== '') {
    issues.push('must be a full address without user name and password');
  } else if (url.protocol !== 'https:' && !(rules.dev && isLoopbackHost(url.hostname))) {
    const isLocalHttp = url.protocol === 'http:' && isLoopbackHost(url.hostname);
    issues.push(isLocalHttp ? HTTP_NEEDS_DEV : 'must be https; http is for this machine only, with --dev');
  } else if (hasVariableHostSuffix(template, rules)) {
    issues.push('has a value at the end of its host, where the domain must be fixed');
  }
  return issues;
}

function hostPlaceholderIssues(name: string, { inputs, captures = {}, labels }: UrlRules): readonly string[] {
  if (labels?.has(name)) return [];
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  const capture = Object.hasOwn(captures, name) ? captures[name] : undefined;
  if (capture === undefined && input?.kind !== 'dns_label') {
    return [`has {${name}} in its host, where only a dns_label may stand`];
  }
  if (capture?.required === false) return [`has {${name}} in its host, so what is captured must be required`];
  if (input?.required === false) return [`has {${name}} in its host, so that input must be required`];
  const isHosts = Object.values(capture?.map ?? {}).every(isHostName);
  return isHosts ? [] : [`has {${name}} in its host, so its map must give names of hosts`];
}

function isHostName(text: string): boolean {
  return text.split('.').every((label) => dnsLabel(label) !== undefined);
}

/** Tells whether an entered or captured value chooses the end of the host, and with it the owner of the domain. */
function hasVariableHostSuffix(template: string, { captures = {} }: UrlRules): boolean {
  const [origin = ''] = /^[a-z]+:\/\/[^/?#]*/i.exec(template) ?? [];
  const last = hostPlaceholderNames(template).at(-1);
  const isListed = last !== undefined && Object.hasOwn(captures, last) && captures[last]?.map !== undefined;
  return last !== undefined && !isListed && !/\.[^.{}]+$/.test(origin);
}
