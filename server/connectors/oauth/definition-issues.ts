import type { AuthOf } from '../auth-type.ts';
import type { Captures, CaptureSource } from '../captures.ts';
import type { ConnectorDefinition } from '../definition.ts';
import type { DefinitionIssue, StringMap, UrlRules } from '../template-issues.ts';
import {
  issuesAt,
  hasControlCharacters,
  headerNameIssues,
  headersIssues,
  templatesIssues,
  urlIssues,
} from '../template-issues.ts';
import { fillPlaceholders } from '../template.ts';
import { privateKeyIssue } from './private-key.ts';

/** A definition to check, with its auth part narrowed to one type. */
export interface CheckedAuth<Type extends ConnectorDefinition['auth']['type']> {
  readonly auth: AuthOf<Type>;
  readonly definition: ConnectorDefinition;
  /** `known` contains inputs and fields. Captured values exist only after the sign-in. */
  readonly rules: UrlRules;
}

/** Parameters that this server itself puts into the authorization URL. */
const SIGN_IN_PARAMETERS =
  'response_type client_id redirect_uri state code_challenge code_challenge_method request request_uri'.split(' ');

/** Parameters that this server itself puts into a token request. */
const TOKEN_PARAMETERS =
  'grant_type code code_verifier redirect_uri refresh_token client_id client_secret client_assertion client_assertion_type'.split(
    ' ',
  );

const SET_BY_SERVER = 'is a parameter that this server sets itself';

/** Finds issues of a sign-in with OAuth 2.0. */
export function oauth2Issues({ auth, definition, rules }: CheckedAuth<'oauth2'>): readonly DefinitionIssue[] {
  const atCallback = withCaptures(rules, auth.capture, ['callback']);
  const atToken = withCaptures(rules, auth.capture, ['callback', 'token']);
  const later = withCaptures(rules, auth.capture, ['callback', 'token', 'discovery']);
  const { clientIdParameter, scopeParameter, authorizationUrl, authorizationParams } = auth;
  const own = new Set([...SIGN_IN_PARAMETERS, clientIdParameter, scopeParameter]);
  const written = new Set(URL.parse(fillPlaceholders(authorizationUrl))?.searchParams.keys());
  return [
    ...clientIssues(auth.clientAuthentication, definition),
    ...revocationIssues(auth, definition),
    ...urlTemplateIssues({ authorizationUrl, issuer: auth.issuer }, rules),
    ...urlTemplateIssues({ tokenUrl: auth.tokenUrl }, atCallback),
    ...urlTemplateIssues({ discovery: auth.discovery }, atToken),
    ...urlTemplateIssues({ refreshUrl: auth.refreshUrl, revocationUrl: auth.revocationUrl }, later),
    ...issuesAt(
      ['auth', 'authorizationUrl'],
      written.isDisjointFrom(own) ? [] : ['has a parameter that this server sets itself'],
    ),
    ...issuesAt(
      ['auth', 'issuerRequired'],
      auth.issuerRequired && auth.issuer === undefined ? ['needs an issuer'] : [],
    ),
    ...parameterIssues(['auth', 'authorizationParams'], authorizationParams, own),
    ...issuesAt(['auth', 'authorizationParams', 'response_mode'], responseModeIssues(authorizationParams)),
    ...templatesIssues(['auth', 'authorizationParams'], authorizationParams, rules.known),
    ...tokenRequestIssues(auth, new Set([...TOKEN_PARAMETERS, clientIdParameter]), atCallback.known),
    ...scopeIssues(auth),
    ...captureIssues(auth.capture, { rules, hasDiscovery: auth.discovery !== undefined }),
    ...tokenCaptureIssues(auth),
    ...useIssues(auth.use),
  ];
}

/** Finds issues of client credentials. */
export function clientCredentialsIssues({
  auth,
  definition,
  rules,
}: CheckedAuth<'oauth2_client_credentials'>): readonly DefinitionIssue[] {
  const { clientAuthentication: method, scopes } = auth;
  const isOwn = definition.clientId !== undefined || definition.clientSecret !== undefined;
  const own = new Set([...TOKEN_PARAMETERS, ...(scopes.length > 0 ? ['scope'] : [])]);
  return [
    // Otherwise a person enters both.
    ...(isOwn || method === 'private_key_jwt' ? clientIssues(method, definition) : []),
    ...urlTemplateIssues({ tokenUrl: auth.tokenUrl }, rules),
    ...tokenRequestIssues(auth, own, rules.known),
    ...scopeIssues(auth),
    ...useIssues(auth.use),
  ];
}

/** Finds issues of a sign-in with OAuth 1.0a. */
export function oauth1Issues({ auth, definition, rules }: CheckedAuth<'oauth1'>): readonly DefinitionIssue[] {
  const { requestTokenUrl, authorizationUrl, accessTokenUrl, authorizationParams, signatureMethod, realm } = auth;
  const own = new Set(['oauth_token', 'oauth_callback']);
  return [
    ...issuesAt(['clientId'], definition.clientId === undefined ? ['is required for a sign-in with OAuth'] : []),
    ...(signatureMethod === 'RSA-SHA1'
      ? keyIssues(definition, 'rsa')
      : issuesAt(
          ['clientSecret'],
          definition.clientSecret === undefined ? [`is required for ${signatureMethod}`] : [],
        )),
    ...urlTemplateIssues({ requestTokenUrl, authorizationUrl, accessTokenUrl }, rules),
    ...issuesAt(['auth', 'realm'], hasControlCharacters(realm ?? '') ? ['must not contain control characters'] : []),
    ...parameterIssues(['auth', 'authorizationParams'], authorizationParams, own),
    ...templatesIssues(['auth', 'authorizationParams'], authorizationParams, rules.known),
    ...captureIssues(auth.capture, { rules, hasDiscovery: false }),
  ];
}

/** Finds issues of the place where a token is sent. */
export function useIssues({ in: place, name, prefix = '' }: AuthOf<'oauth2'>['use']): readonly DefinitionIssue[] {
  const isNamed = place === 'bearer' || name !== undefined;
  return [
    ...issuesAt(['auth', 'use', 'name'], isNamed ? [] : [`is required where \`in\` is ${place}`]),
    ...issuesAt(['auth', 'use', 'name'], place === 'header' && name !== undefined ? headerNameIssues(name) : []),
    ...issuesAt(['auth', 'use', 'prefix'], /^[\t\x20-\x7e]*$/.test(prefix) ? [] : ['must be plain ASCII']),
  ];
}

function withCaptures(rules: UrlRules, captures: Captures, sources: readonly CaptureSource[]): UrlRules {
  const brought = Object.keys(captures).filter((name) => sources.some((source) => captures[name]?.from === source));
  return { ...rules, captures, known: new Set([...rules.known, ...brought]) };
}

function urlTemplateIssues(templates: Readonly<Record<string, string | undefined>>, rules: UrlRules) {
  return Object.entries(templates).flatMap(([name, template]) =>
    template === undefined
      ? []
      : issuesAt(
          ['auth', name],
          // RFC 6749 sections 3.1 and 3.2: these addresses must not have a fragment.
          [...urlIssues(template, rules), ...(template.includes('#') ? ['must have no fragment'] : [])],
        ),
  );
}

/** Finds issues of the revocation that go beyond those of token requests. */
function revocationIssues(
  { revocationUrl, revocationAuthentication: method, clientAuthentication, revocationEnds }: AuthOf<'oauth2'>,
  definition: ConnectorDefinition,
): readonly DefinitionIssue[] {
  const needsUrl = method !== undefined || revocationEnds === 'grant';
  return [
    ...issuesAt(['auth', 'revocationUrl'], needsUrl && revocationUrl === undefined ? ['is required here'] : []),
    ...(method === undefined || method === clientAuthentication
      ? []
      : clientIssues(method, definition).filter(({ path }) => path[0] !== 'clientId')),
  ];
}

function clientIssues(
  method: AuthOf<'oauth2'>['clientAuthentication'],
  definition: ConnectorDefinition,
): readonly DefinitionIssue[] {
  const needsSecret = method === 'client_secret_basic' || method === 'client_secret_post';
  return [
    ...issuesAt(['clientId'], definition.clientId === undefined ? ['is required for a sign-in with OAuth'] : []),
    ...issuesAt(
      ['clientSecret'],
      needsSecret && definition.clientSecret === undefined ? [`is required for ${method}`] : [],
    ),
    ...(method === 'private_key_jwt' ? keyIssues(definition, 'jwt') : []),
  ];
}

function keyIssues({ clientPrivateKey: pem }: ConnectorDefinition, purpose: 'jwt' | 'rsa') {
  const wanted = purpose === 'jwt' ? 'private_key_jwt' : 'RSA-SHA1';
  const issue = pem === undefined ? `is required for ${wanted}` : privateKeyIssue(pem, purpose);
  return issuesAt(['clientPrivateKey'], issue === undefined ? [] : [issue]);
}

function parameterIssues(path: readonly string[], parameters: StringMap, own: ReadonlySet<string>) {
  const taken = Object.keys(parameters).filter((name) => own.has(name));
  return taken.flatMap((name) => issuesAt([...path, name], [SET_BY_SERVER]));
}

/** Allows only `query`, because the browser returns with GET and does not send a fragment to the server. */
function responseModeIssues({ response_mode: mode = 'query' }: StringMap): readonly string[] {
  return mode === 'query' ? [] : ['can be only query'];
}

function tokenRequestIssues(
  auth: AuthOf<'oauth2'> | AuthOf<'oauth2_client_credentials'>,
  own: ReadonlySet<string>,
  known: ReadonlySet<string>,
): readonly DefinitionIssue[] {
  const { tokenParams, tokenHeaders, clientAuthentication } = auth;
  const taken = new Set(['content-type', ...(clientAuthentication === 'client_secret_basic' ? ['authorization'] : [])]);
  const headers = Object.keys(tokenHeaders).filter((name) => taken.has(name.toLowerCase()));
  return [
    ...parameterIssues(['auth', 'tokenParams'], tokenParams, own),
    ...templatesIssues(['auth', 'tokenParams'], tokenParams, known),
    ...headers.flatMap((name) =>
      issuesAt(['auth', 'tokenHeaders', name], ['is a header that this server sets itself']),
    ),
    ...headersIssues(['auth', 'tokenHeaders'], tokenHeaders, known),
  ];
}

function scopeIssues({ scopes, scopeSeparator }: Pick<AuthOf<'oauth2'>, 'scopes' | 'scopeSeparator'>) {
  return scopes.flatMap((scope, index) =>
    issuesAt(
      ['auth', 'scopes', String(index)],
      scope.includes(scopeSeparator) || hasControlCharacters(scope)
        ? ['must be one scope, without the scopeSeparator']
        : [],
    ),
  );
}

interface CaptureRules {
  readonly rules: UrlRules;
  readonly hasDiscovery: boolean;
}

function captureIssues(captures: Captures, { rules, hasDiscovery }: CaptureRules): readonly DefinitionIssue[] {
  return Object.entries(captures).flatMap(([name, { from, path }]) => [
    ...issuesAt(
      ['auth', 'capture', name],
      rules.known.has(name) ? ['is also the name of an input or field; each value needs a name of its own'] : [],
    ),
    ...issuesAt(['auth', 'capture', name], name === 'constructor' ? ['has a name that is reserved'] : []),
    ...issuesAt(
      ['auth', 'capture', name, 'from'],
      from === 'discovery' && !hasDiscovery ? ['needs an address in `discovery`'] : [],
    ),
    ...issuesAt(
      ['auth', 'capture', name, 'path'],
      from === 'callback' && CALLBACK_SECRETS.has(path) ? ['must not be what proves the sign-in'] : [],
    ),
  ]);
}

/** Callback parameters that can be exchanged for tokens until they are used. */
const CALLBACK_SECRETS: ReadonlySet<string> = new Set(['code', 'state', 'oauth_token', 'oauth_verifier']);

/** Refuses to capture tokens, because captured values are shown to people and returned to back ends. */
function tokenCaptureIssues({ capture, answer: response }: AuthOf<'oauth2'>): readonly DefinitionIssue[] {
  const tokens = new Set([response.accessToken, response.refreshToken, 'id_token']);
  const taken = Object.entries(capture).filter(([, { from, path }]) => from === 'token' && tokens.has(path));
  return taken.flatMap(([name]) => issuesAt(['auth', 'capture', name, 'path'], ['must not be a token']));
}
