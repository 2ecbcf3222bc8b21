/** Codes that callers of this client tell apart. A driver may send others: see the table in W3C WebDriver, "Errors". */
export type WebDriverErrorCode =
  | 'detached shadow root'
  | 'element click intercepted'
  | 'element not interactable'
  | 'invalid session id'
  | 'javascript error'
  | 'no such element'
  | 'no such frame'
  | 'no such shadow root'
  | 'no such window'
  | 'script timeout'
  | 'session not created'
  | 'stale element reference'
  | 'timeout'
  | 'unknown command'
  | 'unknown error';

/** What the browser's driver answered instead of doing what it was told. */
export class WebDriverError extends Error {
  override readonly name = 'WebDriverError';
  readonly code: WebDriverErrorCode | (string & {});
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(code: string, { message, status }: { readonly message: string; readonly status: number }) {
    super(message === '' ? code : `${code}: ${message}`);
    this.code = code;
    this.status = status;
  }
}

/** What was waited for did not come. `cause` is the last error that was met on the way, if there was one. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}
