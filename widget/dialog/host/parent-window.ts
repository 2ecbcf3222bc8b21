import { isWildcardOrigin, isOriginAllowed } from '../../protocol/origins.ts';
import type { ParentRule } from '../../protocol/page-state.ts';

/** What the browser reports about the parent page. */
export interface ParentEvidence {
  /** `location.ancestorOrigins[0]`. Absent if the browser does not support the list or it is empty. */
  readonly ancestor?: string | undefined;
  /** `document.referrer`: an address, or empty. */
  readonly referrer: string;
}

/** Collects {@link ParentEvidence} from a window. */
export function parentEvidence(view: Window): ParentEvidence {
  return {
    ancestor: 'ancestorOrigins' in view.location ? (view.location.ancestorOrigins[0] ?? undefined) : undefined,
    referrer: view.document.referrer,
  };
}

/** The origin of the parent page. `undefined` if the browser does not report it. */
export function findParentOrigin({ ancestor, referrer }: ParentEvidence): string | undefined {
  // `null` is an opaque origin, or an origin that the parent hides with `referrerpolicy="no-referrer"`.
  if (ancestor !== undefined && ancestor !== 'null') return ancestor;
  return originOf(referrer);
}

/**
 * The exact origins to post each message to. Empty if no parent may receive messages.
 *
 * An origin in the token has precedence over the browser's report. A known parent that is not allowed receives nothing.
 * If the parent is unknown, the browser itself drops messages to an origin that the parent does not have.
 */
export function targetOrigins(rule: ParentRule, evidence: ParentEvidence): readonly string[] {
  // Removes everything that is not an exact origin, such as `*`, in case of a mistake of the server.
  return candidates(rule, evidence).filter(isExactOrigin);
}

function candidates(rule: ParentRule, evidence: ParentEvidence): readonly string[] {
  if (rule.targetOrigin !== undefined) return [rule.targetOrigin];
  const found = findParentOrigin(evidence);
  if (found !== undefined) return rule.anyOrigin || isOriginAllowed(found, rule.allowed) ? [found] : [];
  const exact = rule.allowed.filter((entry) => !isWildcardOrigin(entry));
  return rule.fallback === 'first' ? exact.slice(0, 1) : exact;
}

/** Whether a text is an exact origin, and not a pattern or the opaque `null`. */
function isExactOrigin(text: string): boolean {
  return originOf(text) === text;
}

function originOf(address: string): string | undefined {
  try {
    const { origin } = new URL(address);
    return origin === 'null' ? undefined : origin;
  } catch {
    return undefined;
  }
}

/** The parent window. Posts messages only to allowed origins. */
export class ParentWindow {
  readonly #view: Window;
  #targets: readonly string[];

  constructor(view: Window, rule: ParentRule) {
    this.#view = view;
    // A top-level page has no parent.
    this.#targets = view.parent === view ? [] : targetOrigins(rule, parentEvidence(view));
  }

  /** Whether there is an origin to post to. */
  get isKnown(): boolean {
    return this.#targets.length > 0;
  }

  /** From now on posts only to this origin. A message has proved that it is the parent's. */
  settle(origin: string): void {
    this.#targets = [origin];
  }

  post(message: unknown): void {
    for (const target of this.#targets) this.#view.parent.postMessage(message, target);
  }
}

/**
 * Listens to the host page only: checks the source window of a message, then its origin. Does not check the message
 * itself. Silently ignores all other messages.
 */
export function listenToParent(
  view: Window,
  { anyOrigin, allowed }: ParentRule,
  onMessage: (data: unknown, origin: string) => void,
): void {
  view.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== view.parent || source === view) return;
    if (anyOrigin ? isExactOrigin(origin) : isOriginAllowed(origin, allowed)) onMessage(data, origin);
  });
}
