import { LoadErrorEvent } from './events.ts';

/** Says that `src` names no page, or is not there. Does not repeat it: a token may stand in it. */
export function unusableSource(): LoadErrorEvent {
  return new LoadErrorEvent('src', 'src is missing, or no http(s) address.');
}

/** Says what the Content-Security-Policy of this page lacks. */
export function blockedByPolicy(origin: string): LoadErrorEvent {
  return new LoadErrorEvent('csp', `The Content-Security-Policy of this page lacks: frame-src ${origin}`);
}

/**
 * Says why a frame may have stayed silent.
 *
 * Browsers put a page of their own in the place of one that may not be framed, and of one that could not be reached, and
 * hide from us which it was. Chromium fires `load` for both, Firefox only for the first.
 */
export function unanswered(origin: string, loaded: boolean): LoadErrorEvent {
  const here = globalThis.origin;
  return here === 'null'
    ? new LoadErrorEvent(
        'sandbox',
        'This page has no origin that could be on allowedOrigins. Sandbox it with allow-same-origin.',
      )
    : new LoadErrorEvent(
        'timeout',
        `No answer from ${origin}. Is it reachable${loaded ? `, and ${here} on allowedOrigins? If not, the server's log names it.` : '?'}`,
      );
}
