import type { BrowserLauncher, SessionResult } from '@web/test-runner';

import { Session } from './session.ts';
import { WebKitDriver } from './webkit-driver.ts';

/** The same viewport as in the other browsers. */
const VIEWPORT = { width: 1280, height: 720 };

/** The part of Playwright's `Page` that the runner's commands use. */
interface LauncherPage {
  readonly keyboard: Pick<Session, 'press' | 'type' | 'down' | 'up'>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMedia(media: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Runs Web Test Runner's test files in WebKit, one after another in one tab. */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKit';
  /**
   * The runner's commands support only certain browser types. {@link LauncherPage} implements what they need of this
   * one.
   */
  readonly type = 'playwright';
  /** Tests of focus fail in a background tab. */
  readonly concurrency = 1;
  #driver: WebKitDriver | undefined;
  #session: Session | undefined;
  /** The runner's session id and the address of the running test file. */
  #running: { readonly id: string; readonly url: string } | undefined;

  async startSession(id: string, url: string): Promise<void> {
    this.#running = { id, url };
    this.#driver ??= await WebKitDriver.start();
    this.#session ??= new Session(await this.#driver.openBrowser());
    await this.#session.setViewport(VIEWPORT);
    await this.#session.navigate(url);
  }

  isActive(id: string): boolean {
    return this.#running?.id === id;
  }

  getBrowserUrl(id: string): string | undefined {
    return this.#running?.id === id ? this.#running.url : undefined;
  }

  /** Leaves the page, so that its scripts stop. */
  async stopSession(): Promise<SessionResult> {
    this.#running = undefined;
    await this.#session?.navigate('about:blank');
    return {};
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error('WebKit has no window for debugging. Debug in another browser.'));
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    await this.#driver?.stop();
    this.#driver = undefined;
  }

  /** The page of the running test file. */
  getPage(): LauncherPage {
    const session = this.#session;
    if (!session) throw new Error('No page is open.');
    return {
      keyboard: session,
      setViewportSize: (size) => session.setViewport(size),
      emulateMedia: (media) => assertMediaSupported(media),
    };
  }
}

/** Rejects media features other than the one that the browser is started with. WebKit cannot change them later. */
async function assertMediaSupported(media: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(media)) {
    if (name === 'reducedMotion' && value === 'reduce') continue;
    throw new Error(`WebKit cannot emulate ${name}: ${String(value)}.`);
  }
  return Promise.resolve();
}
