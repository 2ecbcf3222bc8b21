import { BrowsingContext } from './browsing-context.ts';
import { asList, asText, isObject } from './wire.ts';
import type { Wire } from './wire.ts';

/** A browser that does what it is told, and has the tab that it is looking at. W3C WebDriver, "Sessions". */
export class Session extends BrowsingContext {
  /** Starts a browser. A driver may have but one at a time. W3C WebDriver, "New Session". */
  static async start<Started extends Session>(
    this: new (session: Wire) => Started,
    driver: Wire,
    capabilities: Readonly<Record<string, unknown>>,
  ): Promise<Started> {
    const started = await driver.post('/session', { capabilities: { alwaysMatch: capabilities } });
    const id = isObject(started) ? started['sessionId'] : undefined;
    return new this(driver.below(`/session/${asText(id)}`));
  }

  /** Ends the browser. W3C WebDriver, "Delete Session". */
  async close(): Promise<void> {
    await this.session.delete('');
  }

  /** Resolves once the page and the frames in it have loaded. W3C WebDriver, "Navigate To". */
  async navigate(address: string | URL): Promise<void> {
    await this.session.post('/url', { url: String(address) });
  }

  /** Address of the page, as the address bar has it. W3C WebDriver, "Get Current URL". */
  async address(): Promise<string> {
    return asText(await this.session.get('/url'));
  }

  /** W3C WebDriver, "Back". */
  async back(): Promise<void> {
    await this.session.post('/back');
  }

  /** W3C WebDriver, "Forward". */
  async forward(): Promise<void> {
    await this.session.post('/forward');
  }

  /** W3C WebDriver, "Refresh". */
  async reload(): Promise<void> {
    await this.session.post('/refresh');
  }

  /** Handles of every tab and popup. W3C WebDriver, "Get Window Handles". */
  async windows(): Promise<readonly string[]> {
    return asList(await this.session.get('/window/handles')).map(asText);
  }

  /** Looks at another tab or popup. W3C WebDriver, "Switch To Window". */
  async switchToWindow(handle: string): Promise<void> {
    await this.session.post('/window', { handle });
  }

  /** Closes the tab that is looked at. Another has to be switched to. W3C WebDriver, "Close Window". */
  async closeWindow(): Promise<void> {
    await this.session.delete('/window');
  }

  /** Makes the viewport so large, as far as the screen allows. CSS pixels. W3C WebDriver, "Set Window Rect". */
  async setViewport({ width, height }: { readonly width: number; readonly height: number }): Promise<void> {
    const frame = asList(await this.execute(() => [outerWidth - innerWidth, outerHeight - innerHeight]));
    const [across = 0, down = 0] = frame.map(Number);
    await this.session.post('/window/rect', { width: width + across, height: height + down });
  }

  /** PNG of the viewport. W3C WebDriver, "Take Screenshot". */
  async screenshot(): Promise<Buffer> {
    return Buffer.from(asText(await this.session.get('/screenshot')), 'base64');
  }
}
