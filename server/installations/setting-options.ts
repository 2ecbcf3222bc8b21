import type { SettingOptionsResponse } from '../../widget/protocol/installation.ts';
import { requireConnector } from '../connections/visible-connections.ts';
import type { TokenRefresher } from '../connections/token-refresher.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { fetchChoices } from '../connectors/fetch-choices.ts';
import type { ChoicesDefinition, ProviderChoice } from '../connectors/fetch-choices.ts';
import {
  ConflictError,
  InvalidCredentialsError,
  MalformedCursorError,
  NotFoundError,
  ProviderUnavailableError,
} from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import { requireConsent } from './consent.ts';
import type { InstallationOwner } from './installation-owner.ts';

/** A provider is asked again after this time. */
const CACHE_MS = 60_000;
/** Lists that are kept. Each comes from an answer of at most 256 KiB. */
const CACHE_SIZE = 200;
const PAGE_SIZE = 200;
/** Less than the 30 s that the dialog waits for an answer. */
const TIMEOUT_MS = 22_000;

/** Dependencies of {@link SettingOptions}. */
export interface SettingOptionsDeps extends Pick<UseCaseDeps, 'store' | 'egress' | 'now'> {
  readonly tokenRefresher: TokenRefresher;
}

/** The setting whose choices a form shows, and which of them. */
export interface OptionsQuery {
  /** Path of the setting, with dots between names. */
  readonly path: string;
  /** Only choices whose label contains it, in upper or lower case. */
  readonly query: string;
  /** `nextCursor` of the page before. Absent: the first page. */
  readonly cursor?: string | undefined;
}

/** The place of choices in a schema. */
interface RemoteChoices extends ChoicesDefinition {
  readonly connector: string;
  /** The setting is a text, or a list of texts. */
  readonly isText: boolean;
}

interface CachedList {
  readonly choices: Promise<readonly ProviderChoice[]>;
  readonly until: number;
}

/**
 * Reads the choices of settings from connected providers. Keeps each list for a minute, so that a search or another page
 * asks the provider nothing. Parallel reads share one request.
 */
export class SettingOptions {
  readonly #deps: SettingOptionsDeps;
  readonly #lists = new Map<string, CachedList>();

  constructor(deps: SettingOptionsDeps) {
    this.#deps = deps;
  }

  /**
   * Returns a page of choices.
   *
   * Throws `NotFoundError` for a setting without choices at a provider, `ConsentRequiredError`, `ConflictError` if the
   * connector is not connected, `ProviderUnavailableError`, and `MalformedCursorError`.
   */
  async read(owner: InstallationOwner, { path, query, cursor }: OptionsQuery): Promise<SettingOptionsResponse> {
    const remote = remoteChoices(owner.integration.settings, path);
    if (!remote) throw new NotFoundError('This setting has no choices at a provider.');
    await requireConsent(this.#deps.store, owner);
    const start = readCursor(cursor);
    const wanted = query.trim().toLowerCase();
    const all = await this.#list(owner, remote);
    const found = wanted === '' ? all : all.filter(({ label }) => label.toLowerCase().includes(wanted));
    const end = start + PAGE_SIZE;
    const options = found
      .slice(start, end)
      .map(({ value, label }) => ({ value: remote.isText ? String(value) : value, label }));
    return { options, ...(end < found.length && { nextCursor: writeCursor(end) }) };
  }

  async #list(owner: InstallationOwner, remote: RemoteChoices): Promise<readonly ProviderChoice[]> {
    const { organization, scope, userKey } = owner;
    const definition = requireConnector(organization, remote.connector);
    const connections = await this.#deps.store.connections.list(scope, { connector: remote.connector, userKey });
    const connection = connections.find(({ status }) => status === 'connected');
    if (!connection) throw new ConflictError(`${definition.name} is not connected. Connect it first.`);
    const { tokenRefresher, egress, now } = this.#deps;
    const { url, items, value, label } = remote;
    // Another account at the same connection has other choices.
    const key = JSON.stringify([connection.id, connection.connectedAt, url, items, value, label]);
    const cached = this.#lists.get(key);
    if (cached && cached.until > now()) return cached.choices;
    const fetch = async () => {
      const request = { scope, connectionId: connection.id, definition };
      const credentials = await tokenRefresher.usableCredentials(request);
      return fetchChoices(definition, remote, { credentials, egress, now, signal: AbortSignal.timeout(TIMEOUT_MS) });
    };
    const choices = fetch().catch((error: unknown) => {
      this.#lists.delete(key);
      if (!(error instanceof InvalidCredentialsError)) throw error;
      throw new ProviderUnavailableError('the connection has to be connected again', { cause: error });
    });
    this.#keep(key, { choices, until: now() + CACHE_MS });
    return choices;
  }

  #keep(key: string, list: CachedList): void {
    this.#lists.delete(key);
    this.#lists.set(key, list);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > CACHE_SIZE && oldest !== undefined) this.#lists.delete(oldest);
  }
}

/** Finds the choices of a setting in the schema of an integration. */
function remoteChoices(schema: JsonObject, path: string): RemoteChoices | undefined {
  let field: JsonObject | undefined = schema;
  for (const name of path.split('.')) field = field && propertyOf(field, name);
  const single = field?.['type'] === 'array' ? field['items'] : field;
  if (!isJsonObject(single) || !isJsonObject(single['x-options'])) return undefined;
  const { connector, url, items, value, label } = single['x-options'];
  const texts = [connector, url, items, value, label];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  const [c = '', u = '', i = '', v = '', l = ''] = texts;
  return { connector: c, url: u, items: i, value: v, label: l, isText: single['type'] === 'string' };
}

function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const then = isJsonObject(schema['then']) ? schema['then'] : {};
  for (const properties of [schema['properties'], then['properties']]) {
    const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isJsonObject(property)) return property;
  }
  return undefined;
}

function writeCursor(start: number): string {
  return Buffer.from(String(start)).toString('base64url');
}

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const start = Number(Buffer.from(cursor, 'base64url').toString());
  // A cursor is accepted in exactly one spelling.
  if (!Number.isSafeInteger(start) || start <= 0 || writeCursor(start) !== cursor) throw new MalformedCursorError();
  return start;
}
