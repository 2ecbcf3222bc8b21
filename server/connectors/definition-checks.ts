import type { Auth, AuthOf } from './auth-type.ts';
import { boundAuth } from './auth-types.ts';
import { captures } from './captured.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { DefinitionMistake } from './definition-mistake.ts';
import { at } from './definition-mistake.ts';
import { clientCredentialsMistakes, oauth1Mistakes, oauth2Mistakes, useMistakes } from './oauth/definition-mistakes.ts';
import type { UrlRules } from './template-mistakes.ts';
import {
  headerNameMistakes,
  headersMistakes,
  templateMistakes,
  templatesMistakes,
  urlMistakes,
} from './template-mistakes.ts';

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
  const rules = { known, inputs, labels: labelFields(auth), dev: options.dev };
  const all = { ...rules, captures: captures(auth), known: new Set([...known, ...Object.keys(captures(auth))]) };
  return [
    ...fields.filter((name) => Object.hasOwn(inputs, name)).flatMap((name) => at(['inputs', name], [TAKEN])),
    ...(known.has('constructor') ? at([], ['has a field or input named constructor, which is reserved']) : []),
    ...authMistakes(definition, rules),
    ...(verify === undefined
      ? []
      : [
          ...at(['verify', 'url'], urlMistakes(verify.url, all)),
          ...headersMistakes(['verify', 'headers'], verify.headers, all.known),
          ...at(['verify', 'body'], bodyMistakes(verify)),
        ]),
  ];
}

const TAKEN = 'is also the name of a field; each value needs a name of its own';

/** A region of AWS is one label, and what goes to its host is signed, not shown. */
function labelFields(auth: Auth): ReadonlySet<string> {
  return new Set(auth.type === 'aws_sigv4' ? ['region'] : []);
}

function authMistakes(definition: ConnectorDefinition, rules: UrlRules): readonly DefinitionMistake[] {
  const { auth } = definition;
  const { known } = rules;
  switch (auth.type) {
    case 'api_key':
      return at(['auth', 'name'], apiKeyNameMistakes(auth));
    case 'basic':
      return [];
    case 'custom':
      return [
        ...at(['auth', 'fields'], fieldsMistakes(auth)),
        ...headersMistakes(['auth', 'headers'], auth.headers, known),
        ...templatesMistakes(['auth', 'query'], auth.query, known),
        ...templatesMistakes(['auth', 'basic'], { ...auth.basic }, known),
      ];
    case 'oauth2':
      return oauth2Mistakes({ auth, definition, rules });
    case 'oauth2_client_credentials':
      return clientCredentialsMistakes({ auth, definition, rules });
    case 'oauth1':
      return oauth1Mistakes({ auth, definition, rules });
    case 'refreshable_token':
      return refreshableTokenMistakes(auth, rules);
    case 'aws_sigv4':
      return awsMistakes(auth, known);
  }
}

function apiKeyNameMistakes(auth: AuthOf<'api_key'>): readonly string[] {
  if (auth.in === 'bearer') return [];
  if (auth.name === undefined) return [`is required where \`in\` is ${auth.in}`];
  return auth.in === 'header' ? headerNameMistakes(auth.name) : [];
}

function fieldsMistakes({ fields }: Pick<AuthOf<'custom'>, 'fields'>): readonly string[] {
  return Object.keys(fields).length === 0 ? ['must have at least one field'] : [];
}

/** What templates of a renewal call the refresh token. */
const REFRESH_TOKEN = 'refresh_token';

function refreshableTokenMistakes(auth: AuthOf<'refreshable_token'>, rules: UrlRules): readonly DefinitionMistake[] {
  const { request, refresh } = auth;
  const renewal = { ...rules, known: new Set([...rules.known, REFRESH_TOKEN]) };
  return [
    ...at(['auth', 'fields'], fieldsMistakes(auth)),
    ...at([], rules.known.has(REFRESH_TOKEN) ? ['has a field or input named refresh_token, which is reserved'] : []),
    ...exchangeMistakes(['auth', 'request'], request, rules),
    ...(refresh === undefined ? [] : exchangeMistakes(['auth', 'refresh'], refresh, renewal)),
    ...useMistakes(auth.use),
  ];
}

function exchangeMistakes(
  path: readonly string[],
  { url, method, headers, query, params, basic }: AuthOf<'refreshable_token'>['request'],
  rules: UrlRules,
): readonly DefinitionMistake[] {
  const isLost = method === 'GET' && Object.keys(params).length > 0;
  return [
    ...at([...path, 'url'], urlMistakes(url, rules)),
    ...headersMistakes([...path, 'headers'], headers, rules.known),
    ...templatesMistakes([...path, 'query'], query, rules.known),
    ...templatesMistakes([...path, 'params'], params, rules.known),
    ...templatesMistakes([...path, 'basic'], { ...basic }, rules.known),
    ...at([...path, 'params'], isLost ? ['cannot be sent with GET'] : []),
  ];
}

function awsMistakes({ service, region }: AuthOf<'aws_sigv4'>, known: ReadonlySet<string>) {
  // Both become parts of a header, between slashes.
  const isPart = (text: string) => /^[A-Za-z0-9-]+$/.test(text);
  const message = 'must be letters, digits and hyphens';
  const hasNames = region !== undefined && /[{}]/.test(region);
  return [
    ...at(['auth', 'service'], isPart(service) ? [] : [message]),
    ...at(['auth', 'region'], hasNames ? templateMistakes(region, known) : []),
    ...at(['auth', 'region'], hasNames || region === undefined || isPart(region) ? [] : [message]),
  ];
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
