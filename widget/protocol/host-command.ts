import type { Appearance } from './appearance.ts';
import type { HostMessage, HostPayload } from './native-messages.ts';
import type { Theme } from './theme.ts';

/** The look and language that a host asks for. Absent fields change nothing. */
export interface Presentation {
  /** Design tokens by name. Names and values are unchecked. */
  readonly appearance?: Appearance;
  /** BCP 47 tag. The language may not be available. */
  readonly locale?: string;
  readonly theme?: Theme;
}

/** A command with the fields of a host message. */
type CommandOf<Type extends HostMessage['type']> = { readonly type: Type } & HostPayload<Type>;

/** What the host tells an application about its reader, such as `tenantName`. Unknown properties were left out. */
export type HostProperties = Readonly<Partial<Record<'tenantName' | 'locale' | 'integration' | 'connector', string>>>;

/** The commands whose fields are the same in every dialect. */
type PlainCommands = { [Type in Exclude<HostMessage['type'], 'init' | 'appearance' | 'token'>]: CommandOf<Type> };

/**
 * A command of the host to the dialog. A dialect decodes it from the messages of an embed system. The caller has
 * checked that the message came from the parent window and from an allowed origin.
 */
export type HostCommand =
  | PlainCommands[keyof PlainCommands]
  | (Omit<CommandOf<'init'>, keyof Presentation | 'nonce' | 'token'> & {
      /**
       * Identifies the conversation. Absent in a dialect whose handshake has no nonce: it has one conversation per
       * page.
       */
      readonly nonce?: string;
      /** `null`: the host has no token. Only the page of an application can be read without one. */
      readonly token?: string | null;
      readonly properties?: HostProperties;
      readonly presentation: Presentation;
    })
  | { readonly type: 'token'; readonly token: string | null }
  | { readonly type: 'presentation'; readonly presentation: Presentation }
  | ApplicationCommand;

/** A command to the page of an application. Other pages ignore it. */
export type ApplicationCommand =
  /** Replaces all properties. */
  | { readonly type: 'properties'; readonly properties: HostProperties; readonly presentation: Presentation }
  /** Shows the view at a path below the application, such as the result of `integrationPath`. */
  | { readonly type: 'navigate'; readonly path: string }
  /** Reads from the server again what the page shows. The document is not reloaded. */
  | { readonly type: 'reload' };
