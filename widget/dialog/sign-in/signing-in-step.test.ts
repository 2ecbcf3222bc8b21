import { en } from '../../locales/en.ts';
import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { LinkRecorder } from '../../testing/link-recorder.ts';
import { MountedDialog } from '../../testing/mounted-dialog.ts';
import { connectedConnection, dialogState, createSignInResponse, signInConnector } from '../../testing/fixtures.ts';
import { type RecordedStream, FakeSessionServer } from '../../testing/fake-session-server.ts';
import { SigningInStep } from './signing-in-step.ts';

describe('the wait for a window', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;
  let links: LinkRecorder;
  let stream: RecordedStream;

  const shows = async (text: string) => {
    await dialog.until(() => dialog.text.includes(text));
  };
  const respond = async (...response: Parameters<FakeSessionServer['respond']>) => {
    await server.respond(...response);
    await dialog.settle();
  };

  beforeEach(async () => {
    server = new FakeSessionServer();
    links = new LinkRecorder();
    dialog = new MountedDialog({ state: dialogState({ connector: signInConnector }) });
    await respond(1, 200, createSignInResponse());
    dialog.link('Continue to Meridian').click();
    stream = (await server.call(2)).stream();
    await shows('Continue in the Meridian window');
  });

  afterEach(() => {
    links.restore();
    dialog.remove();
    server.restore();
  });

  it('shows a large code that is copied as one number', async () => {
    stream.send({ status: 'confirming', code: '012345' });
    await shows('only if you opened that window yourself');
    const code = dialog.find('.code');
    equal(code.textContent, '012345');
    deepEqual(
      [...code.children].map(({ textContent }) => textContent),
      ['012', '345'],
    );
    ok(code.closest('[role=status]') !== null, 'screen readers read it out');
    const selection = getSelection();
    selection?.selectAllChildren(code);
    equal(selection?.toString(), '012345');
    selection?.removeAllRanges();
  });

  it('says that the sign-in is finishing, and disables Cancel', async () => {
    equal(dialog.button('Cancel').getAttribute('aria-disabled'), 'false');
    stream.send({ status: 'exchanging' });
    await shows('Finishing…');
    equal(dialog.button('Cancel').getAttribute('aria-disabled'), 'true');
  });

  it('has a link that reopens a closed window', async () => {
    stream.send({ status: 'started' });
    await shows('Closed the window?');
    equal(dialog.link('Continue to Meridian').pathname, '/connect/start/ecf_7');
  });

  it('can be cancelled for a new sign-in', async () => {
    dialog.button('Cancel').click();
    await dialog.settle();
    equal(dialog.focused, dialog.find('h2'));
    equal(dialog.button('Continue to Meridian').getAttribute('aria-disabled'), 'true');
    await respond(3, 200, { status: 'cancelled' });
    await respond(4, 200, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
    equal(dialog.link('Continue to Meridian').pathname, '/connect/start/ecf_8');
  });

  it('reads the status at once when the person comes back', async () => {
    dialog.page.wake();
    const look = await server.call(3);
    equal(`${look.method} ${look.path}`, 'GET /session/sign-ins/7');
    look.respond(200, { status: 'succeeded', connection: connectedConnection() });
    await shows('Meridian is connected');
  });

  describe('if no window opened', () => {
    let step: SigningInStep;

    /** Shows the step with short delays. */
    const hurried = (hintMs: readonly [number, number]) => {
      const shown = dialog.find('embed-signing-in-step');
      ok(shown instanceof SigningInStep);
      step = new SigningInStep();
      step.context = shown.context;
      step.step = shown.step;
      step.link = shown.link;
      step.hintMs = hintMs;
      document.body.append(step);
    };
    const text = () => step.shadowRoot?.textContent.replace(/\s+/g, ' ') ?? '';
    const says = async (wanted: string) => {
      if (text().includes(wanted)) return;
      await new Promise<void>((resolve) => {
        step.addController({
          hostUpdated: () => {
            if (text().includes(wanted)) resolve();
          },
        });
      });
    };
    const find = (selector: string) => {
      const found = step.shadowRoot?.querySelector(selector);
      ok(found instanceof HTMLElement);
      return found;
    };

    afterEach(() => step.remove());

    it('shows the link again, for the browser to open', async () => {
      hurried([0, 60_000]);
      await says('Window didn’t open?');
      const link = find('a');
      ok(link instanceof HTMLAnchorElement);
      equal(link.pathname, '/connect/start/ecf_7');
      equal(link.rel, 'opener');
      links.followed = [];
      links.opened = [];
      link.click();
      deepEqual(links.opened, []);
      deepEqual(links.followed, ['/connect/start/ecf_7']);
    });

    it('then says that the window may be blocked, and shows the address', async () => {
      hurried([0, 0]);
      await says('Window didn’t open?');
      ok(!text().includes(en['sign_in.blocked_text']));
      find('a').click();
      await says(en['sign_in.blocked_text']);
      const input = find('input');
      ok(input instanceof HTMLInputElement && input.readOnly);
      equal(input.value, new URL('/connect/start/ecf_7', location.href).href);
      find('.box button').click();
      equal(input.selectionEnd, input.value.length);
    });

    it('copies the address, and says so', async () => {
      const copied: string[] = [];
      const writeText = (address: string) => Promise.resolve(copied.push(address));
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
      hurried([0, 0]);
      await says('Window didn’t open?');
      find('a').click();
      await says('Copy');
      find('.box button').click();
      await says('Copied');
      deepEqual(copied, [new URL('/connect/start/ecf_7', location.href).href]);
      Reflect.deleteProperty(navigator, 'clipboard');
    });

    it('hides the hints as soon as a window has opened', async () => {
      hurried([0, 0]);
      await says('Window didn’t open?');
      step.step = { name: 'signing-in', id: 7, flow: { status: 'started' }, replacing: false };
      await step.updateComplete;
      ok(!text().includes('Window didn’t open?'));
    });
  });
});
