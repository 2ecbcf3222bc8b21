import { InvalidClaimError } from './claim-values.ts';

/** A claim that was ignored because it has a value that the server cannot use. Never contains the value. */
export interface IgnoredClaim {
  /** Where the claim is in the token, such as `ti.uem`. */
  readonly path: string;
  readonly reason: string;
}

/**
 * Reads claims that only inform: names, e-mail addresses, lists for the portal.
 *
 * A bad value must not refuse a page, because nothing depends on it. It counts as absent, and {@link ignored} names it for
 * the log and for `doctor --token`.
 */
export class InformativeClaims {
  readonly #ignored: IgnoredClaim[] = [];

  /** The claims that were ignored so far. */
  get ignored(): readonly IgnoredClaim[] {
    return this.#ignored;
  }

  /** Reads a claim with a function of `claim-values.ts`. Returns `undefined` for a bad value. */
  read<T>(read: (value: unknown, path: string) => T, value: unknown, path: string): T | undefined {
    try {
      return read(value, path);
    } catch (error) {
      if (!(error instanceof InvalidClaimError)) throw error;
      this.#ignored.push({ path: error.path, reason: error.problem });
      return undefined;
    }
  }

  /** Reads the entries of a list one by one, so that a bad entry leaves the others. Text is a list of one entry. */
  readEach<T>(
    read: (value: unknown, path: string) => T | undefined,
    value: unknown,
    path: string,
  ): readonly NonNullable<T>[] {
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    return entries.flatMap((entry, index) => {
      const result = this.read(read, entry, Array.isArray(value) ? `${path}[${index}]` : path);
      return result === undefined || result === null ? [] : [result];
    });
  }
}
