import type { Appearance } from './appearance.ts';
import type { HostMessage, HostPayload } from './native-messages.ts';
import type { Theme } from './theme.ts';

/** How a host wants the dialog to look. What is absent stays as it is. */
export interface Presentation {
  /** Design tokens by name. Other names may be there too, and no value has been parsed. */
  readonly appearance?: Appearance;
  /** BCP 47 tag. It may name a language that there is not. */
  readonly locale?: string;
  readonly theme?: Theme;
}

/** A command with the fields of a message of the host. */
type CommandOf<Type extends HostMessage['type']> = { readonly type: Type } & HostPayload<Type>;

/** The messages of the host that say nothing of the presentation. */
type PlainCommands = { [Type in Exclude<HostMessage['type'], 'init' | 'appearance'>]: CommandOf<Type> };

/**
 * What a host tells the dialog, in the project's own words. A dialect reads it from the messages of its hosts. Whether a
 * message came from the parent window and from an allowed origin is checked before.
 */
export type HostCommand =
  | PlainCommands[keyof PlainCommands]
  | (Omit<CommandOf<'init'>, keyof Presentation | 'nonce'> & {
      /** Identifies the conversation. Absent in a dialect whose handshake has no nonce: it has one conversation per page. */
      readonly nonce?: string;
      readonly presentation: Presentation;
    })
  | { readonly type: 'presentation'; readonly presentation: Presentation };
