import type { Theme } from './theme.ts';

/** How a host wants the dialog to look. What is absent stays as it is. */
export interface Presentation {
  /** Design tokens by name. Neither names nor values have been checked. */
  readonly appearance?: Readonly<Record<string, string>>;
  /** BCP 47 tag. It may name a language that there is not. */
  readonly locale?: string;
  readonly theme?: Theme;
}

/**
 * What a host tells the dialog, in the project's own words. A dialect reads these from the messages of its hosts; that
 * they came from the parent window and from an allowed origin was checked before.
 */
export type HostCommand =
  | {
      readonly type: 'init';
      /** To be repeated in the answer, by which the host knows that this page, and no earlier one, has answered. */
      readonly nonce: string;
      readonly token?: string;
      /** `modal`: the frame stands in a dialog of the host's, so the page offers a way to leave. */
      readonly mode?: 'inline' | 'modal';
      readonly presentation: Presentation;
    }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'presentation'; readonly presentation: Presentation }
  | { readonly type: 'close' };
