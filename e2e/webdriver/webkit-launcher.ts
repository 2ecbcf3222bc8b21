import type { BrowserLauncher, SessionResult } from '@web/test-runner';

import { Session } from './session.ts';
import { WebKitDriver } from './webkit-driver.ts';

/** What pages have in the other browsers that the tests run in. */
const VIEWPORT = { width: 1280, height: 720 };

/** What the runner's commands ask of a page, in the words of Playwright. */
interface LauncherPage {
  readonly keyboard: Pick<Session, 'press' | 'type' | 'down' | 'up'>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMedia(media: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Runs the files of a test runner in WebKit, one after another in one tab. */
export class WebKitLauncher implements BrowserLauncher {
  readonly name = 'WebKit';
  /** The runner's commands work only in browsers that say they are one of few; {@link LauncherPage} makes it true. */
  readonly type = 'playwright';
  /** A tab in the background has no focus to test. */
  readonly concurrency = 1;
  #driver: WebKitDriver | undefined;
  #session: Session | undefined;
  /** The file that runs, by the runner's name for it, and its address. */
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

  /** Leaves the page, so that nothing in it goes on. */
  async stopSession(): Promise<SessionResult> {
    this.#running = undefined;
    await this.#session?.navigate('about:blank');
    return {};
  }

  startDebugSession(): Promise<void> {
    return Promise.reject(new Error('WebKit has no window to debug in: debug in another browser.'));
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    await this.#driver?.stop();
    this.#driver = undefined;
  }

  /** Of the file that runs. */
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

/** Rejects unless a medium is the one that the browser was started for, since it cannot be another later. */
async function assertMediaSupported(media: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(media)) {
    if (name === 'reducedMotion' && value === 'reduce') continue;
    throw new Error(`WebKit cannot emulate ${name}: ${String(value)}.`);
  }
  return Promise.resolve();
}
