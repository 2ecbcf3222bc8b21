import type { ProblemCode, TranslationKey } from '../locales/en.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { Translate } from './messages.ts';

/** A problem, and what its sentences depend on. */
export interface ProblemSentencesOptions {
  readonly code: ProblemCode;
  readonly translate: Translate;
  /** The connector that has the problem. */
  readonly connector: ConnectorView;
  /** The person has typed something, and it is still there. */
  readonly keepsInput?: boolean | undefined;
}

/** The title and the advice for a problem. They name the provider where the problem is the provider's. */
export function problemSentences({ code, translate, connector, keepsInput = false }: ProblemSentencesOptions): {
  readonly title: string;
  readonly text: string;
} {
  const { title: provider, usesSignIn, credentialKind } = connector;
  let title: '' | '_provider' | '_sign_in' = '';
  let text: '' | '_key' | '_password' | '_sign_in' | '_provider' | '_kept' = '';
  if (code === 'invalid_credentials') {
    title = usesSignIn ? '_sign_in' : '_provider';
    text = usesSignIn ? '_sign_in' : credentialKind === 'other' ? '' : `_${credentialKind}`;
  } else if (code === 'provider_unavailable') title = '_provider';
  else if (code === 'provider_denied') text = '_provider';
  else if (code === 'unreachable' && keepsInput) text = '_kept';
  const key = (part: 'title' | 'text', variant: string) => `problem.${code}.${part}${variant}` as TranslationKey;
  return { title: translate(key('title', title), { provider }), text: translate(key('text', text), { provider }) };
}
