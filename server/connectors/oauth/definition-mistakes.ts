import type { AuthOf } from '../auth-type.ts';
import type { Captures, CaptureSource } from '../captured.ts';
import type { ConnectorDefinition } from '../definition.ts';
import type { DefinitionMistake } from '../definition-mistake.ts';
import { at } from '../definition-mistake.ts';
import { filledIn } from '../template.ts';
import type { Texts, UrlRules } from '../template-mistakes.ts';
import {
  hasControls,
  headerNameMistakes,
  headersMistakes,
  templatesMistakes,
  urlMistakes,
} from '../template-mistakes.ts';
import { privateKeyMistake } from './private-key.ts';

/** A definition, with its way to authenticate as the type that it is. */
export interface Checked<Type extends ConnectorDefinition['auth']['type']> {
  readonly auth: AuthOf<Type>;
  readonly definition: ConnectorDefinition;
  /** `known`: inputs and fields. What is captured comes with the sign-in. */
  readonly rules: UrlRules;
}

/** What this server itself puts into the address where a person signs in. */
const SIGN_IN_PARAMETERS =
  'response_type client_id redirect_uri state code_challenge code_challenge_method request request_uri'.split(' ');

/** What this server itself puts into a token request. */
const TOKEN_PARAMETERS =
  'grant_type code code_verifier redirect_uri refresh_token client_id client_secret client_assertion client_assertion_type'.split(
    ' ',
  );

const SET_BY_SERVER = 'is a parameter that this server sets itself';

/** Finds what is wrong with a sign-in with OAuth 2.0. */
export function oauth2Mistakes({ auth, definition, rules }: Checked<'oauth2'>): readonly DefinitionMistake[] {
  const atCallback = withCaptures(rules, auth.capture, ['callback']);
  const atToken = withCaptures(rules, auth.capture, ['callback', 'token']);
  const later = withCaptures(rules, auth.capture, ['callback', 'token', 'discovery']);
  const { clientIdParameter, scopeParameter, authorizationUrl, authorizationParams } = auth;
  const own = new Set([...SIGN_IN_PARAMETERS, clientIdParameter, scopeParameter]);
  const written = new Set(URL.parse(filledIn(authorizationUrl))?.searchParams.keys());
  return [
    ...clientMistakes(auth.clientAuthentication, definition),
    ...revocationMistakes(auth, definition),
    ...addressMistakes({ authorizationUrl, issuer: auth.issuer }, rules),
    ...addressMistakes({ tokenUrl: auth.tokenUrl }, atCallback),
    ...addressMistakes({ discovery: auth.discovery }, atToken),
    ...addressMistakes({ refreshUrl: auth.refreshUrl, revocationUrl: auth.revocationUrl }, later),
    ...at(
      ['auth', 'authorizationUrl'],
      written.isDisjointFrom(own) ? [] : ['has a parameter that this server sets itself'],
    ),
    ...at(['auth', 'issuerRequired'], auth.issuerRequired && auth.issuer === undefined ? ['needs an issuer'] : []),
    ...parameterMistakes(['auth', 'authorizationParams'], authorizationParams, own),
    ...at(['auth', 'authorizationParams', 'response_mode'], responseModeMistakes(authorizationParams)),
    ...templatesMistakes(['auth', 'authorizationParams'], authorizationParams, rules.known),
    ...tokenRequestMistakes(auth, new Set([...TOKEN_PARAMETERS, clientIdParameter]), atCallback.known),
    ...scopeMistakes(auth),
    ...captureMistakes(auth.capture, { rules, hasDiscovery: auth.discovery !== undefined }),
    ...tokenCaptureMistakes(auth),
    ...useMistakes(auth.use),
  ];
}

/** Finds what is wrong with client credentials. */
export function clientCredentialsMistakes({
  auth,
  definition,
  rules,
}: Checked<'oauth2_client_credentials'>): readonly DefinitionMistake[] {
  const { clientAuthentication: method, scopes } = auth;
  const isOwn = definition.clientId !== undefined || definition.clientSecret !== undefined;
  const own = new Set([...TOKEN_PARAMETERS, ...(scopes.length > 0 ? ['scope'] : [])]);
  return [
    // Else a person is asked for both.
    ...(isOwn || method === 'private_key_jwt' ? clientMistakes(method, definition) : []),
    ...addressMistakes({ tokenUrl: auth.tokenUrl }, rules),
    ...tokenRequestMistakes(auth, own, rules.known),
    ...scopeMistakes(auth),
    ...useMistakes(auth.use),
  ];
}

/** Finds what is wrong with a sign-in with OAuth 1.0a. */
export function oauth1Mistakes({ auth, definition, rules }: Checked<'oauth1'>): readonly DefinitionMistake[] {
  const { requestTokenUrl, authorizationUrl, accessTokenUrl, authorizationParams, signatureMethod, realm } = auth;
  const own = new Set(['oauth_token', 'oauth_callback']);
  return [
    ...at(['clientId'], definition.clientId === undefined ? ['is required for a sign-in with OAuth'] : []),
    ...(signatureMethod === 'RSA-SHA1'
      ? keyMistakes(definition, 'rsa')
      : at(['clientSecret'], definition.clientSecret === undefined ? [`is required for ${signatureMethod}`] : [])),
    ...addressMistakes({ requestTokenUrl, authorizationUrl, accessTokenUrl }, rules),
    ...at(['auth', 'realm'], hasControls(realm ?? '') ? ['must not contain control characters'] : []),
    ...parameterMistakes(['auth', 'authorizationParams'], authorizationParams, own),
    ...templatesMistakes(['auth', 'authorizationParams'], authorizationParams, rules.known),
    ...captureMistakes(auth.capture, { rules, hasDiscovery: false }),
  ];
}

/** Finds what is wrong with where a token goes. */
export function useMistakes({ in: place, name, prefix = '' }: AuthOf<'oauth2'>['use']): readonly DefinitionMistake[] {
  const isNamed = place === 'bearer' || name !== undefined;
  return [
    ...at(['auth', 'use', 'name'], isNamed ? [] : [`is required where \`in\` is ${place}`]),
    ...at(['auth', 'use', 'name'], place === 'header' && name !== undefined ? headerNameMistakes(name) : []),
    ...at(['auth', 'use', 'prefix'], /^[\t\x20-\x7e]*$/.test(prefix) ? [] : ['must be plain ASCII']),
  ];
}

function withCaptures(rules: UrlRules, captures: Captures, sources: readonly CaptureSource[]): UrlRules {
  const brought = Object.keys(captures).filter((name) => sources.some((source) => captures[name]?.from === source));
  return { ...rules, captures, known: new Set([...rules.known, ...brought]) };
}

function addressMistakes(templates: Readonly<Record<string, string | undefined>>, rules: UrlRules) {
  return Object.entries(templates).flatMap(([name, template]) =>
    template === undefined
      ? []
      : at(
          ['auth', name],
          // RFC 6749 sections 3.1 and 3.2: none of these may have a fragment.
          [...urlMistakes(template, rules), ...(template.includes('#') ? ['must have no fragment'] : [])],
        ),
  );
}

/** What the client needs where tokens are revoked, if that is more than token requests need. */
function revocationMistakes(
  { revocationUrl, revocationAuthentication: method, clientAuthentication, revocationEnds }: AuthOf<'oauth2'>,
  definition: ConnectorDefinition,
): readonly DefinitionMistake[] {
  const needsUrl = method !== undefined || revocationEnds === 'grant';
  return [
    ...at(['auth', 'revocationUrl'], needsUrl && revocationUrl === undefined ? ['is required here'] : []),
    ...(method === undefined || method === clientAuthentication
      ? []
      : clientMistakes(method, definition).filter(({ path }) => path[0] !== 'clientId')),
  ];
}

function clientMistakes(
  method: AuthOf<'oauth2'>['clientAuthentication'],
  definition: ConnectorDefinition,
): readonly DefinitionMistake[] {
  const needsSecret = method === 'client_secret_basic' || method === 'client_secret_post';
  return [
    ...at(['clientId'], definition.clientId === undefined ? ['is required for a sign-in with OAuth'] : []),
    ...at(['clientSecret'], needsSecret && definition.clientSecret === undefined ? [`is required for ${method}`] : []),
    ...(method === 'private_key_jwt' ? keyMistakes(definition, 'jwt') : []),
  ];
}

function keyMistakes({ clientPrivateKey: pem }: ConnectorDefinition, purpose: 'jwt' | 'rsa') {
  const wanted = purpose === 'jwt' ? 'private_key_jwt' : 'RSA-SHA1';
  const mistake = pem === undefined ? `is required for ${wanted}` : privateKeyMistake(pem, purpose);
  return at(['clientPrivateKey'], mistake === undefined ? [] : [mistake]);
}

function parameterMistakes(path: readonly string[], parameters: Texts, own: ReadonlySet<string>) {
  const taken = Object.keys(parameters).filter((name) => own.has(name));
  return taken.flatMap((name) => at([...path, name], [SET_BY_SERVER]));
}

/** The browser comes back with GET, and what stands after a # never reaches this server. */
function responseModeMistakes({ response_mode: mode = 'query' }: Texts): readonly string[] {
  return mode === 'query' ? [] : ['can be only query'];
}

function tokenRequestMistakes(
  auth: AuthOf<'oauth2'> | AuthOf<'oauth2_client_credentials'>,
  own: ReadonlySet<string>,
  known: ReadonlySet<string>,
): readonly DefinitionMistake[] {
  const { tokenParams, tokenHeaders, clientAuthentication } = auth;
  const taken = new Set(['content-type', ...(clientAuthentication === 'client_secret_basic' ? ['authorization'] : [])]);
  const headers = Object.keys(tokenHeaders).filter((name) => taken.has(name.toLowerCase()));
  return [
    ...parameterMistakes(['auth', 'tokenParams'], tokenParams, own),
    ...templatesMistakes(['auth', 'tokenParams'], tokenParams, known),
    ...headers.flatMap((name) => at(['auth', 'tokenHeaders', name], ['is a header that this server sets itself'])),
    ...headersMistakes(['auth', 'tokenHeaders'], tokenHeaders, known),
  ];
}

function scopeMistakes({ scopes, scopeSeparator }: Pick<AuthOf<'oauth2'>, 'scopes' | 'scopeSeparator'>) {
  return scopes.flatMap((scope, index) =>
    at(
      ['auth', 'scopes', String(index)],
      scope.includes(scopeSeparator) || hasControls(scope) ? ['must be one scope, without the scopeSeparator'] : [],
    ),
  );
}

interface CaptureRules {
  readonly rules: UrlRules;
  readonly hasDiscovery: boolean;
}

function captureMistakes(captures: Captures, { rules, hasDiscovery }: CaptureRules): readonly DefinitionMistake[] {
  return Object.entries(captures).flatMap(([name, { from, path }]) => [
    ...at(
      ['auth', 'capture', name],
      rules.known.has(name) ? ['is also the name of an input or field; each value needs a name of its own'] : [],
    ),
    ...at(['auth', 'capture', name], name === 'constructor' ? ['has a name that is reserved'] : []),
    ...at(
      ['auth', 'capture', name, 'from'],
      from === 'discovery' && !hasDiscovery ? ['needs an address in `discovery`'] : [],
    ),
    ...at(
      ['auth', 'capture', name, 'path'],
      from === 'callback' && CALLBACK_SECRETS.has(path) ? ['must not be what proves the sign-in'] : [],
    ),
  ]);
}

/** Parameters of a return that are good for tokens, as long as they are not used. */
const CALLBACK_SECRETS: ReadonlySet<string> = new Set(['code', 'state', 'oauth_token', 'oauth_verifier']);

/** What is captured is shown to people and handed out: a token must not be among it. */
function tokenCaptureMistakes({ capture, answer }: AuthOf<'oauth2'>): readonly DefinitionMistake[] {
  const tokens = new Set([answer.accessToken, answer.refreshToken, 'id_token']);
  const taken = Object.entries(capture).filter(([, { from, path }]) => from === 'token' && tokens.has(path));
  return taken.flatMap(([name]) => at(['auth', 'capture', name, 'path'], ['must not be a token']));
}
