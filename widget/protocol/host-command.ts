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

/** The commands without a {@link Presentation}. */
type PlainCommands = { [Type in Exclude<HostMessage['type'], 'init' | 'appearance'>]: CommandOf<Type> };

/**
 * A command of the host to the dialog. A dialect decodes it from the messages of an embed system. The caller has
 * checked that the message came from the parent window and from an allowed origin.
 */
export type HostCommand =
  | PlainCommands[keyof PlainCommands]
  | (Omit<CommandOf<'init'>, keyof Presentation | 'nonce'> & {
      /**
       * Identifies the conversation. Absent in a dialect whose handshake has no nonce: it has one conversation per
       * page.
       */
      readonly nonce?: string;
      readonly presentation: Presentation;
    })
  | { readonly type: 'presentation'; readonly presentation: Presentation };
