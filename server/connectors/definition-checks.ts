import { isJsonObject } from '../json-object.ts';
import type { Auth, AuthOf } from './auth-type.ts';
import { authenticator } from './auth-types.ts';
import { captures } from './captures.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { DefinitionIssue, UrlRules } from './template-issues.ts';
import {
  issuesAt,
  headerNameIssues,
  headersIssues,
  templateIssues,
  templatesIssues,
  urlIssues,
} from './template-issues.ts';
import { clientCredentialsIssues, oauth1Issues, oauth2Issues, useIssues } from './oauth/definition-issues.ts';

/**
 * Finds issues of a connector that its schema cannot detect: missing names, templates with unknown placeholders, and
 * addresses that could send credentials to the wrong host.
 *
 * @param options.dev Whether http addresses of this machine are allowed.
 */
export function findDefinitionIssues(
  definition: ConnectorDefinition,
  options: { readonly dev: boolean },
): readonly DefinitionIssue[] {
  const { auth, inputs, verify, api } = definition;
  const fields = authenticator(definition).fields.map(({ name }) => name);
  const known = new Set([...Object.keys(inputs), ...fields]);
  const rules = { known, inputs, labels: dnsLabelFields(auth), dev: options.dev };
  const all = { ...rules, captures: captures(auth), known: new Set([...known, ...Object.keys(captures(auth))]) };
  return [
    ...fields.filter((name) => Object.hasOwn(inputs, name)).flatMap((name) => issuesAt(['inputs', name], [NAME_TAKEN])),
    ...(known.has('constructor') ? issuesAt([], ['has a field or input named constructor, which is reserved']) : []),
    ...translationIssues(['inputs'], inputs),
    ...translationIssues(['auth'], auth),
    ...authIssues(definition, rules),
    ...(api === undefined ? [] : issuesAt(['api', 'baseUrl'], urlIssues(api.baseUrl, all))),
    ...(verify === undefined
      ? []
      : [
          ...issuesAt(['verify', 'url'], urlIssues(verify.url, all)),
          ...headersIssues(['verify', 'headers'], verify.headers, all.known),
          ...issuesAt(['verify', 'body'], bodyIssues(verify)),
        ]),
  ];
}

const NAME_TAKEN = 'is also the name of a field; each value needs a name of its own';

/** Finds translations of texts that are absent: only readers of that language would see a text there. */
function translationIssues(path: readonly string[], value: unknown): readonly DefinitionIssue[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key !== 'x-i18n' || !isJsonObject(part)) return translationIssues([...path, key], part);
    return Object.entries(part).flatMap(([tag, texts]) =>
      // A label that is absent is the usual one of its field.
      Object.entries(isJsonObject(texts) ? texts : {})
        .filter(([name, text]) => text !== undefined && name !== 'label' && value[name] === undefined)
        .flatMap(([name]) =>
          issuesAt([...path, key, tag, name], [`translates nothing: there is no \`${name}\` beside x-i18n`]),
        ),
    );
  });
}

/** Returns the fields that can be part of a host. An AWS region is one label, and requests to its host are only signed. */
function dnsLabelFields(auth: Auth): ReadonlySet<string> {
  return new Set(auth.type === 'aws_sigv4' ? ['region'] : []);
}

function authIssues(definition: ConnectorDefinition, rules: UrlRules): readonly DefinitionIssue[] {
  const { auth } = definition;
  const { known } = rules;
  switch (auth.type) {
    case 'api_key':
      return issuesAt(['auth', 'name'], apiKeyNameIssues(auth));
    case 'basic':
      return [];
    case 'custom':
      return [
        ...issuesAt(['auth', 'fields'], fieldsIssues(auth)),
        ...headersIssues(['auth', 'headers'], auth.headers, known),
        ...templatesIssues(['auth', 'query'], auth.query, known),
        ...templatesIssues(['auth', 'basic'], { ...auth.basic }, known),
      ];
    case 'oauth2':
      return oauth2Issues({ auth, definition, rules });
    case 'oauth2_client_credentials':
      return clientCredentialsIssues({ auth, definition, rules });
    case 'oauth1':
      return oauth1Issues({ auth, definition, rules });
    case 'refreshable_token':
      return refreshableTokenIssues(auth, rules);
    case 'aws_sigv4':
      return awsIssues(auth, known);
  }
}

function apiKeyNameIssues(auth: AuthOf<'api_key'>): readonly string[] {
  if (auth.in === 'bearer') return [];
  if (auth.name === undefined) return [`is required where \`in\` is ${auth.in}`];
  return auth.in === 'header' ? headerNameIssues(auth.name) : [];
}

function fieldsIssues({ fields }: Pick<AuthOf<'custom'>, 'fields'>): readonly string[] {
  return Object.keys(fields).length === 0 ? ['must have at least one field'] : [];
}

/** The name of the refresh token in templates of a refresh. */
const REFRESH_TOKEN = 'refresh_token';

function refreshableTokenIssues(auth: AuthOf<'refreshable_token'>, rules: UrlRules): readonly DefinitionIssue[] {
  const { request, refresh } = auth;
  const refreshRules = { ...rules, known: new Set([...rules.known, REFRESH_TOKEN]) };
  return [
    ...issuesAt(['auth', 'fields'], fieldsIssues(auth)),
    ...issuesAt(
      [],
      rules.known.has(REFRESH_TOKEN) ? ['has a field or input named refresh_token, which is reserved'] : [],
    ),
    ...exchangeIssues(['auth', 'request'], request, rules),
    ...(refresh === undefined ? [] : exchangeIssues(['auth', 'refresh'], refresh, refreshRules)),
    ...useIssues(auth.use),
  ];
}

function exchangeIssues(
  path: readonly string[],
  { url, method, headers, query, params, basic }: AuthOf<'refreshable_token'>['request'],
  rules: UrlRules,
): readonly DefinitionIssue[] {
  const isLost = method === 'GET' && Object.keys(params).length > 0;
  return [
    ...issuesAt([...path, 'url'], urlIssues(url, rules)),
    ...headersIssues([...path, 'headers'], headers, rules.known),
    ...templatesIssues([...path, 'query'], query, rules.known),
    ...templatesIssues([...path, 'params'], params, rules.known),
    ...templatesIssues([...path, 'basic'], { ...basic }, rules.known),
    ...issuesAt([...path, 'params'], isLost ? ['cannot be sent with GET'] : []),
  ];
}

function awsIssues({ service, region }: AuthOf<'aws_sigv4'>, known: ReadonlySet<string>) {
  // Both are parts of a header that separates them with slashes.
  const isPart = (text: string) => /^[A-Za-z0-9-]+$/.test(text);
  const message = 'must be letters, digits and hyphens';
  const hasNames = region !== undefined && /[{}]/.test(region);
  return [
    ...issuesAt(['auth', 'service'], isPart(service) ? [] : [message]),
    ...issuesAt(['auth', 'region'], hasNames ? templateIssues(region, known) : []),
    ...issuesAt(['auth', 'region'], hasNames || region === undefined || isPart(region) ? [] : [message]),
  ];
}

function bodyIssues({ body, method }: NonNullable<ConnectorDefinition['verify']>): readonly string[] {
  if (body === undefined) return [];
  if (method === 'GET') return ['cannot be sent with GET'];
  try {
    JSON.parse(body);
    return [];
  } catch {
    return ['must be JSON'];
  }
}
