import type { KeyObject } from 'node:crypto';

import type { Appearance } from '../../widget/protocol/appearance.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { SettingsSchema } from './schema-settings.ts';

/** Signature algorithms an organization's key can have. */
export const KEY_ALGORITHMS = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const;

/** One of {@link KEY_ALGORITHMS}. */
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** Default cron expression of installations: at the beginning of every hour. */
export const DEFAULT_SCHEDULE = '0 * * * *';

/** A key that may have signed an embed token of one organization. Imported once, when the configuration loads. */
export interface VerificationKey {
  readonly algorithm: KeyAlgorithm;
  readonly key: KeyObject;
  /** Only compared to a token's `kid`; never looked up by it. */
  readonly id?: string;
  /** Signs tokens with the claims of this embed system, and no others. See `claimsFormatOf`. */
  readonly claims?: string;
  /** Signs tokens of this one account, and no others. Only with {@link claims}. */
  readonly account?: string;
  /** Signs tokens of direct links, which name the organization by this id, and no others. */
  readonly vendorId?: string;
  /** Secret as configured, kept for `token sign`. Only symmetric keys. */
  readonly secret?: string;
}

/** How long and how often an organization's embed tokens may be used. */
export interface TokenRules {
  readonly maxAgeSeconds: number;
  readonly singleUse: boolean;
}

/** A feature of an organization's product that needs one or more connectors. */
export interface IntegrationConfig {
  /** Key in the configuration. */
  readonly slug: string;
  /** Unique in the organization. */
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly category?: string;
  /** Names of connectors, in the order they are asked for. Includes `ownConnector` if there is one. */
  readonly connectors: readonly string[];
  /** The organization's own connector, filled from the token and never asked of a person. */
  readonly ownConnector?: string;
  /** Address of its image on this server: a path. */
  readonly icon?: string;
  /** Whether people can add several connections of one connector. */
  readonly multiple: boolean;
  readonly access: 'sso' | 'public';
  readonly groups: readonly string[];
  readonly sharing: 'account' | 'user';
  /** JSON Schema of the settings. See `settingsDefaults`. */
  readonly settings: SettingsSchema;
  /** `minimumMinutes`: how close together two runs may be. */
  readonly schedule: { readonly default: string; readonly editable: boolean; readonly minimumMinutes: number };
  readonly consent: {
    readonly required: boolean;
    readonly text: Readonly<Record<string, string>>;
    readonly links: readonly { readonly label: string; readonly url: string }[];
  };
}

/** Every type of event that a back end can hear of. */
export const WEBHOOK_EVENT_TYPES = [
  'connection.connected',
  'connection.updated',
  'connection.disconnected',
  'connection.needs_reauth',
  'connection.deleted',
  'installation.created',
  'installation.updated',
  'installation.deleted',
  'installation.triggered',
  'installation.run_due',
  'consent.given',
  'consent.withdrawn',
] as const;

/** One of {@link WEBHOOK_EVENT_TYPES}. */
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** What the page of an embedded application shows. */
export type AppTarget =
  { readonly kind: 'portal' } | { readonly kind: 'integration'; /** Slug. */ readonly integration: string };

/** A webhook endpoint of an organization's back end. */
export interface WebhookConfig {
  readonly url: URL;
  readonly secret: string;
  /** Also signs, until the receiver no longer uses it. */
  readonly previousSecret: string | undefined;
  readonly events: readonly ('*' | WebhookEventType)[];
}

/** A company that embeds the dialog in its product. */
export interface OrganizationConfig {
  /** Name in addresses. */
  readonly slug: string;
  /** Name for people. */
  readonly name: string;
  readonly mode: 'production' | 'sandbox';
  /** In sandbox mode, whether connectors without `sandbox: true` may be connected. */
  readonly sandboxRealConnectors: boolean;
  /** Serialized origins and `https://*.example.com` patterns. See `originMatches`. */
  readonly allowedOrigins: readonly string[];
  readonly keys: readonly VerificationKey[];
  readonly tokens: TokenRules;
  readonly sessionTokens: {
    /** Dotted path in a request for a session token to the key of the tenant. Absent: the default path. */
    readonly tenantFrom?: string;
  };
  /** What embedded applications show, by their id. The id is unique across organizations. */
  readonly apps: ReadonlyMap<string, AppTarget>;
  readonly topLevel: boolean;
  readonly returnUrls: readonly string[];
  /** BCP 47. */
  readonly locale?: string;
  /** Design tokens, parsed: custom property values that are safe to put into a style sheet. */
  readonly appearance: Appearance;
  /** Address of its logo on this server: a path. */
  readonly logo?: string;
  /** What this organization sees: the server's connectors and its own, by name. */
  readonly connectors: ReadonlyMap<string, ConnectorDefinition>;
  /** By slug, in the order of the file. */
  readonly integrations: ReadonlyMap<string, IntegrationConfig>;
  readonly webhooks: readonly WebhookConfig[];
  /** Settings that only one dialect reads, by the dialect's name. See `server/dialects/settings.ts`. */
  readonly dialects: DialectSettings;
}

/** See {@link OrganizationConfig.dialects}. */
export interface DialectSettings {
  readonly [dialect: string]: Readonly<Record<string, boolean | number | string>>;
}

/** Path of the images, beside the chunks of the dialog. */
export const IMAGES_PATH = '/assets/';

/** An image of the configuration, checked, and sanitised if it is an SVG. */
export interface ImageFile {
  /** Name below {@link IMAGES_PATH}, which changes with the content. */
  readonly name: string;
  readonly contentType: 'image/svg+xml' | 'image/png';
  readonly bytes: Buffer;
}

/** The configuration file, parsed, checked and frozen. */
export interface Config {
  /** By slug. */
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  /** The logos and icons of all organizations, by name. */
  readonly images: ReadonlyMap<string, ImageFile>;
  /** Settings that are accepted and have no effect in this version, as sentences for the operator. */
  readonly warnings: readonly string[];
}

/** Environment of the server, parsed and checked. */
export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  /** Public address of this server. An origin, without a path. */
  readonly publicUrl: URL;
  readonly databaseUrl: string;
  /** 32 bytes each. The first encrypts, all decrypt. */
  readonly encryptionKeys: readonly Uint8Array[];
  readonly logLevel: string;
  /** Number of reverse proxies in front of the server, whose `X-Forwarded-For` it trusts. 0: none. */
  readonly trustProxy: number;
  /** CIDRs that outbound requests may reach although they are private. */
  readonly egressAllow: readonly string[];
  /** How long one event stream to a dialog lasts. The dialog then asks for the next one. */
  readonly eventStreamSeconds: number;
  /** How long a server that stops still takes requests, so that load balancers can notice. */
  readonly drainSeconds: number;
  /** Development: http to loopback is allowed. */
  readonly dev: boolean;
}
