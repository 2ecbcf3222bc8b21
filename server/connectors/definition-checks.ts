import { isLoopbackHost } from '../loopback-host.ts';
import type { Auth, AuthOf } from './auth-type.ts';
import { boundAuth } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';
import { filledIn, hostTemplateNames, templateNames } from './template.ts';

/** Something in a definition that its schema cannot see. The message is the rest of a sentence. */
export interface DefinitionMistake {
  /** From the top of the definition, such as `['verify', 'url']`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Texts by name, such as the templates of headers. */
type Texts = Readonly<Record<string, string>>;

/**
 * Finds what is wrong with a connector beyond the shape of its definition: missing names, templates that refer to
 * nothing, and addresses that could send credentials where they do not belong.
 *
 * @param options.dev Whether addresses may be http on this machine.
 */
export function definitionMistakes(
  definition: ConnectorDefinition,
  options: { readonly dev: boolean },
): readonly DefinitionMistake[] {
  const { auth, inputs, verify } = definition;
  const fields = boundAuth(definition).fields.map(({ name }) => name);
  const known = new Set([...Object.keys(inputs), ...fields]);
  return [
    ...fields.filter((name) => Object.hasOwn(inputs, name)).flatMap((name) => at(['inputs', name], [TAKEN])),
    ...(known.has('constructor') ? at([], ['has a field or input named constructor, which is reserved']) : []),
    ...authMistakes(auth, known),
    ...(verify === undefined
      ? []
      : [
          ...at(['verify', 'url'], urlMistakes(verify.url, { known, inputs, dev: options.dev })),
          ...headersMistakes(['verify', 'headers'], verify.headers, known),
          ...at(['verify', 'body'], bodyMistakes(verify)),
        ]),
  ];
}

const TAKEN = 'is also the name of a field; each value needs a name of its own';

function at(path: readonly string[], messages: readonly string[]): readonly DefinitionMistake[] {
  return messages.map((message) => ({ path, message }));
}

function authMistakes(auth: Auth, known: ReadonlySet<string>): readonly DefinitionMistake[] {
  switch (auth.type) {
    case 'api_key':
      return at(['auth', 'name'], apiKeyNameMistakes(auth));
    case 'basic':
      return [];
    case 'custom':
      return [
        ...at(['auth', 'fields'], Object.keys(auth.fields).length === 0 ? ['must have at least one field'] : []),
        ...headersMistakes(['auth', 'headers'], auth.headers, known),
        ...templatesMistakes(['auth', 'query'], auth.query, known),
        ...templatesMistakes(['auth', 'basic'], { ...auth.basic }, known),
      ];
    case 'oauth2':
    case 'oauth2_client_credentials':
    case 'oauth1':
    case 'refreshable_token':
    case 'aws_sigv4':
      return [];
  }
}

function apiKeyNameMistakes(auth: AuthOf<'api_key'>): readonly string[] {
  if (auth.in === 'bearer') return [];
  if (auth.name === undefined) return [`is required where \`in\` is ${auth.in}`];
  return auth.in === 'header' ? headerNameMistakes(auth.name) : [];
}

/** RFC 9110 section 5.6.2: what the name of a header is made of. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Headers that say where a request goes and how long it is. The HTTP client writes them. */
const CLIENT_HEADERS: ReadonlySet<string> = new Set(
  'host connection content-length transfer-encoding upgrade keep-alive te trailer expect'.split(' '),
);

function headerNameMistakes(name: string): readonly string[] {
  if (!HEADER_NAME.test(name)) return ['is not the name of a header'];
  return CLIENT_HEADERS.has(name.toLowerCase()) ? ['is a header that the HTTP client writes itself'] : [];
}

function headersMistakes(path: readonly string[], headers: Texts, known: ReadonlySet<string>) {
  const names = Object.keys(headers).flatMap((name) => at([...path, name], headerNameMistakes(name)));
  return [...names, ...templatesMistakes(path, headers, known)];
}

function templatesMistakes(path: readonly string[], templates: Texts, known: ReadonlySet<string>) {
  return Object.entries(templates).flatMap(([name, text]) => at([...path, name], templateMistakes(text, known)));
}

function templateMistakes(template: string, known: ReadonlySet<string>): readonly string[] {
  const unknown = [...new Set(templateNames(template))].filter((name) => !known.has(name));
  return [
    ...unknown.map((name) => `refers to {${name}}, which is no input or field of this connector`),
    ...(/[{}]/.test(filledIn(template)) ? ['has a brace that belongs to no {name}'] : []),
    ...(/\p{Cc}/u.test(template) ? ['must not contain control characters'] : []),
  ];
}

interface UrlRules {
  readonly known: ReadonlySet<string>;
  readonly inputs: ConnectorDefinition['inputs'];
  readonly dev: boolean;
}

function urlMistakes(template: string, { known, inputs, dev }: UrlRules): readonly string[] {
  const mistakes = [...templateMistakes(template, known)];
  // Whoever chooses the host receives the credentials; a single label at least cannot leave the domain after it.
  for (const name of new Set(hostTemplateNames(template))) {
    if (!known.has(name)) continue;
    const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (input?.kind !== 'dns_label') mistakes.push(`has {${name}} in its host, where only a dns_label may stand`);
    else if (!input.required) mistakes.push(`has {${name}} in its host, so that input must be required`);
  }
  const url = URL.parse(filledIn(template));
  if (url === null || /[\\\s]/.test(template) || url.username !== '' || url.password !== '') {
    mistakes.push('must be a full address without user name and password');
  } else if (url.protocol !== 'https:' && !(dev && isLoopbackHost(url.hostname))) {
    mistakes.push('must be https; http is for this machine only, with --dev');
  }
  return mistakes;
}

function bodyMistakes({ body, method }: NonNullable<ConnectorDefinition['verify']>): readonly string[] {
  if (body === undefined) return [];
  if (method === 'GET') return ['cannot be sent with GET'];
  try {
    JSON.parse(body);
    return [];
  } catch {
    return ['must be JSON'];
  }
}
