import { isWildcardOrigin, isOriginAllowed } from '../../protocol/origins.ts';
import type { ParentRule } from '../../protocol/page-state.ts';

/** What a browser lets a frame know of who embeds it. */
export interface ParentEvidence {
  /** `location.ancestorOrigins[0]`. Absent where the browser has no such list or it is empty. */
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

/** The origin of the embedding page, or `undefined` where the browser does not tell. */
export function findParentOrigin({ ancestor, referrer }: ParentEvidence): string | undefined {
  // `null` is an opaque origin, or one that the parent hides by `referrerpolicy="no-referrer"`.
  if (ancestor !== undefined && ancestor !== 'null') return ancestor;
  return originOf(referrer);
}

/**
 * The exact origins to post each message to. Empty if no parent may receive messages.
 *
 * An origin that the token names goes before what the browser says; a parent that was found and is on no list gets
 * nothing; when none was found the browser itself drops what is posted to an origin that the parent does not have.
 */
export function targetOrigins(rule: ParentRule, evidence: ParentEvidence): readonly string[] {
  // An exact origin is its own origin. `*` is not, and must not get here even by a mistake of the server.
  return candidates(rule, evidence).filter(isExactOrigin);
}

function candidates(rule: ParentRule, evidence: ParentEvidence): readonly string[] {
  if (rule.targetOrigin !== undefined) return [rule.targetOrigin];
  const found = findParentOrigin(evidence);
  if (found !== undefined) return rule.anyOrigin || isOriginAllowed(found, rule.allowed) ? [found] : [];
  const exact = rule.allowed.filter((entry) => !isWildcardOrigin(entry));
  return rule.fallback === 'first' ? exact.slice(0, 1) : exact;
}

/** Tells whether a text is an origin that can be posted to: neither a pattern nor the opaque `null`. */
export function isExactOrigin(text: string): boolean {
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

/** The window that embeds this page, as far as it may hear anything. */
export class ParentWindow {
  readonly #view: Window;
  #targets: readonly string[];

  constructor(view: Window, rule: ParentRule) {
    this.#view = view;
    // At the top of a tab there is no parent.
    this.#targets = view.parent === view ? [] : targetOrigins(rule, parentEvidence(view));
  }

  /** Whether there is an origin to post to. */
  get isKnown(): boolean {
    return this.#targets.length > 0;
  }

  /** From now on posts to this origin only, which has shown that it is the parent's. */
  settle(origin: string): void {
    this.#targets = [origin];
  }

  post(message: unknown): void {
    for (const target of this.#targets) this.#view.parent.postMessage(message, target);
  }
}
