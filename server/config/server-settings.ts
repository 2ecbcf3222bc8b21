import { parseCidr } from '../egress/guard.ts';
import type { FieldIssue } from '../errors.ts';
import { isLoopbackHost } from '../loopback-host.ts';
import { ConfigError } from './config-issue.ts';
import type { ServerSettings } from './config.ts';
import { GENERATE_KEY_HINT, parseEncryptionKey } from './encryption-key.ts';
import { secureUrlIssue } from './secure-url.ts';
import type { Environment } from './substitute-environment.ts';

/** Levels of the log, from the fewest lines to the most. */
const LOG_LEVELS: readonly string[] = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Development makes its own encryption key and sends requests to this machine, so other machines must not reach it. */
const DEV_LOOPBACK_HINT = 'in development; start without --dev and EMBED_DEV to serve other machines';

/** More proxies in a row than anybody has; a larger number is a slip. */
const MAX_PROXIES = 10;

/**
 * The dialog gives up a call after 30 s, and the server closes a connection that is silent for 60 s (`HTTP_LIMITS.idleTimeoutMs`).
 */
const MAX_EVENT_STREAM_SECONDS = 28;
/** Load balancers and Kubernetes take a stopping server out within about this time. */
const DEFAULT_DRAIN_SECONDS = 3;
/** A part of the 25 s between the stop signal and the end. At least 20 s are left for running requests. */
const MAX_DRAIN_SECONDS = 5;

/** What the settings of the server depend on beside the environment. */
export interface ReadServerSettingsOptions {
  /** Whether `--dev` or `EMBED_DEV=1` was given. */
  readonly dev: boolean;
  /** Required unless a command seals and opens nothing. Development needs none. */
  readonly encryptionKeys?: 'required' | 'optional';
}

/** What `EMBED_DEV` may be. The command line turns `1` into `--dev`. */
const DEVELOPMENT_VALUES: readonly (string | undefined)[] = [undefined, '0', '1'];

/**
 * Reads the settings of the server from environment variables. One that is empty counts as unset.
 *
 * Throws one {@link ConfigError} with every issue. In development, and where they are optional, the encryption keys may
 * come back as an empty list. Development is refused with a `HOST` or `PUBLIC_URL` that is not loopback, and behind a proxy.
 */
export function readServerSettings(
  env: Environment,
  { dev, encryptionKeys = 'required' }: ReadServerSettingsOptions,
): ServerSettings {
  const issues: FieldIssue[] = [];
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const invalid = (path: string, message: string) => void issues.push({ path, message });

  const port = readPort(read('PORT'), invalid);
  const settings: ServerSettings = {
    port,
    host: readHost(read('HOST'), dev, invalid),
    publicUrl: readPublicUrl(read('PUBLIC_URL') ?? `http://localhost:${port}`, dev, invalid),
    databaseUrl: readDatabaseUrl(read('DATABASE_URL') ?? 'sqlite:./data/embed.db', invalid),
    encryptionKeys: readEncryptionKeys(splitList(read('ENCRYPTION_KEYS')), dev ? 'optional' : encryptionKeys, invalid),
    logLevel: readLogLevel(read('LOG_LEVEL') ?? 'info', invalid),
    trustProxy: readTrustProxy(read('TRUST_PROXY') ?? 'false', dev, invalid),
    egressAllow: readEgressAllow(splitList(read('EGRESS_ALLOW')), invalid),
    eventStreamSeconds: readEventStreamSeconds(read('EVENT_STREAM_SECONDS') ?? '25', invalid),
    drainSeconds: readDrainSeconds(read('DRAIN_SECONDS'), dev, invalid),
    dev,
  };
  if (!DEVELOPMENT_VALUES.includes(read('EMBED_DEV'))) invalid('EMBED_DEV', 'must be 1 for development, or 0');
  if (issues.length > 0) throw new ConfigError('The environment', issues);
  return Object.freeze(settings);
}

type ReportInvalid = (path: string, message: string) => void;

function splitList(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').map((entry) => entry.trim());
}

/** 0: the operating system chooses. */
function readPort(text = '4000', invalid: ReportInvalid): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (port <= 65_535) return port;
  invalid('PORT', 'must be a number from 0 to 65535');
  return 0;
}

function readHost(text: string | undefined, dev: boolean, invalid: ReportInvalid): string {
  const host = text ?? (dev ? '127.0.0.1' : '0.0.0.0');
  if (!/^[\w.:-]+$/.test(host)) {
    invalid('HOST', 'must be an address or a host name to listen on, without a port');
  } else if (dev && !isLoopbackHost(host.includes(':') ? `[${host}]` : host)) {
    invalid('HOST', `must be a loopback address, such as 127.0.0.1, ${DEV_LOOPBACK_HINT}`);
  }
  return host;
}

function readPublicUrl(text: string, dev: boolean, invalid: ReportInvalid): URL {
  const url = URL.parse(text);
  const issue = secureUrlIssue(text, { httpToLoopback: true });
  if (url !== null && issue === undefined && url.href === `${url.origin}/`) {
    if (dev && !isLoopbackHost(url.hostname)) {
      invalid('PUBLIC_URL', `must be a loopback address, such as http://localhost:4000, ${DEV_LOOPBACK_HINT}`);
    }
    return url;
  }
  invalid('PUBLIC_URL', issue ?? 'must be scheme, host and port alone, such as https://connect.example.com');
  return new URL('https://invalid');
}

function readDatabaseUrl(text: string, invalid: ReportInvalid): string {
  if (/^postgres(?:ql)?:/i.test(text)) {
    invalid('DATABASE_URL', 'names Postgres, which comes in a later version; this one keeps its data in sqlite:<file>');
  } else if (!/^sqlite:./.test(text)) {
    invalid('DATABASE_URL', 'must be sqlite:<file>, such as sqlite:./data/embed.db');
  }
  return text;
}

function readEncryptionKeys(
  entries: readonly string[],
  need: 'required' | 'optional',
  invalid: ReportInvalid,
): readonly Uint8Array[] {
  if (entries.length === 0 && need === 'required') invalid('ENCRYPTION_KEYS', `is required; ${GENERATE_KEY_HINT}`);
  return entries.flatMap((entry, index) => {
    const path = `ENCRYPTION_KEYS[${index}]`;
    if (entries.indexOf(entry) < index) invalid(path, 'is listed twice');
    const parsed = parseEncryptionKey(entry);
    if ('key' in parsed) return [parsed.key];
    invalid(path, parsed.issue);
    return [];
  });
}

function readLogLevel(text: string, invalid: ReportInvalid): string {
  if (!LOG_LEVELS.includes(text)) invalid('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
  return text;
}

function readTrustProxy(text: string, dev: boolean, invalid: ReportInvalid): number {
  const proxies = text === 'true' ? 1 : text === 'false' ? 0 : /^\d{1,2}$/.test(text) ? Number(text) : Infinity;
  // Listening on loopback only does not keep other machines away from a server behind a proxy.
  if (dev && proxies > 0 && proxies <= MAX_PROXIES) invalid('TRUST_PROXY', `must be 0 ${DEV_LOOPBACK_HINT}`);
  if (proxies <= MAX_PROXIES) return proxies;
  invalid(
    'TRUST_PROXY',
    `must be true, false, or the number of proxies in front of the server, at most ${MAX_PROXIES}`,
  );
  return 0;
}

function readEventStreamSeconds(text: string, invalid: ReportInvalid): number {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= MAX_EVENT_STREAM_SECONDS) return seconds;
  invalid('EVENT_STREAM_SECONDS', `must be a whole number of seconds from 1 to ${MAX_EVENT_STREAM_SECONDS}`);
  return 0;
}

function readEgressAllow(entries: readonly string[], invalid: ReportInvalid): readonly string[] {
  for (const [index, entry] of entries.entries()) {
    try {
      parseCidr(entry);
    } catch {
      invalid(`EGRESS_ALLOW[${index}]`, 'must be a block of addresses, such as 10.1.0.0/16');
    }
  }
  return entries;
}

/** In development nothing balances load, and a stop by Ctrl-C has to be quick. */
function readDrainSeconds(text: string | undefined, dev: boolean, invalid: ReportInvalid): number {
  if (text === undefined) return dev ? 0 : DEFAULT_DRAIN_SECONDS;
  const seconds = /^\d(\.\d+)?$/.test(text) ? Number(text) : Infinity;
  if (seconds <= MAX_DRAIN_SECONDS) return seconds;
  invalid('DRAIN_SECONDS', `must be a number of seconds from 0 to ${MAX_DRAIN_SECONDS}`);
  return 0;
}
