import { WebDriverError } from './webdriver-error.ts';

/** Longer than any wait of the driver's own, so that the driver says what it was that took so long. */
const PATIENCE_MS = 60_000;

/** Commands to one driver, or to one session or element of it. W3C WebDriver, "Protocol". */
export class Wire {
  readonly #base: string;

  /** @param base Address that paths of commands are appended to, without a slash at its end. */
  constructor(base: string) {
    this.#base = base;
  }

  /** The same for what stands below a path. */
  below(path: string): Wire {
    return new Wire(this.#base + path);
  }

  get(path: string): Promise<unknown> {
    return this.#send('GET', path);
  }

  post(path: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return this.#send('POST', path, JSON.stringify(parameters));
  }

  delete(path: string): Promise<unknown> {
    return this.#send('DELETE', path);
  }

  /** Rejects with a {@link WebDriverError} when the driver answers with one, and with what `fetch` throws when it is gone. */
  async #send(method: string, path: string, body?: string): Promise<unknown> {
    const answer = await fetch(this.#base + path, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json; charset=utf-8' } }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const content: unknown = await answer.json();
    const value = isObject(content) ? content['value'] : undefined;
    if (answer.ok) return value;
    const { error, message } = isObject(value) ? value : {};
    throw new WebDriverError(textOr(error, 'unknown error'), { message: textOr(message, ''), status: answer.status });
  }
}

/** Whether a value of the wire is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that the specification says is a string. Throws a `TypeError` where a driver sends something else. */
export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`Not a string: ${JSON.stringify(value)}`);
  return value;
}

/** A value that the specification says is a string or null. Throws a `TypeError` where a driver sends something else. */
export function asTextOrNull(value: unknown): string | null {
  return value === null ? null : asText(value);
}

/** A value that the specification says is a list. Throws a `TypeError` where a driver sends something else. */
export function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`Not a list: ${JSON.stringify(value)}`);
  return value;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
