import { sendKeys } from '@web/test-runner-commands';
import { en } from '../locales/en.ts';
import type { DialogPageState } from '../protocol/page-state.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import {
  connected,
  connection,
  dialogState,
  flowOffer,
  refusal,
  shopConnector,
  signInConnector,
} from '../testing/samples.ts';
import { type RecordedStream, SessionServer } from '../testing/session-server.ts';
import { RenderedEvent } from './rendered-event.ts';
import { SigningInStep } from './signing-in-step.ts';

/** Of the engines that the tests run in, the one in which a window is left to its link. */
const IS_WEBKIT = CSS.supports('-webkit-nbsp-mode', 'space');

describe('the steps of signing in', () => {
  let server: SessionServer;
  let dialog: MountedDialog;
  /** The clicks that the page made nothing of, so that the browser would follow the link. */
  let followed: string[];
  /** What was opened by a script. */
  let opened: string[];
  let stop: AbortController;
  const realOpen = window.open.bind(window);

  const mount = async (state: Partial<DialogPageState> = {}) => {
    dialog = new MountedDialog({ state: dialogState({ connector: signInConnector, ...state }) });
    await dialog.settled();
  };
  const answer = async (count: number, status: number, body: unknown) => {
    const call = await server.call(count);
    call.answer(status, body);
    await call.read;
    await dialog.settled();
  };
  const mountWithLink = async (state: Partial<DialogPageState> = {}) => {
    await mount(state);
    await answer(1, 200, flowOffer());
  };
  const isAt = async (selector: string) => {
    while (dialog.findAll(selector).length === 0) await dialog.settled();
  };
  const click = async (): Promise<RecordedStream> => {
    dialog.link('Continue to Meridian').click();
    const stream = (await server.call(2)).stream();
    await isAt('embed-signing-in-step');
    return stream;
  };
  const shows = async (text: string) => {
    while (!dialog.text.includes(text)) await dialog.settled();
  };

  beforeEach(() => {
    server = new SessionServer();
    followed = [];
    opened = [];
    stop = new AbortController();
    const { signal } = stop;
    for (const type of ['click', 'auxclick']) {
      document.addEventListener(
        type,
        (event) => {
          const [target] = event.composedPath();
          if (target instanceof HTMLAnchorElement && !event.defaultPrevented) followed.push(target.pathname);
          event.preventDefault();
        },
        { signal },
      );
    }
    window.open = (url, target, features) => {
      opened.push(`${String(url)} ${String(target)} ${String(features)}`);
      return null;
    };
  });

  afterEach(() => {
    stop.abort();
    window.open = realOpen;
    dialog.model.stop();
    server.restore();
    dialog.remove();
  });

  it('say what will happen, and that it cannot be begun yet', async () => {
    await mount();
    for (const part of ['Connect Meridian', 'Meridian opens in a new window', 'allow Acme']) {
      ok(dialog.text.includes(part), part);
    }
    const button = dialog.button('Continue to Meridian');
    equal(button.getAttribute('aria-disabled'), 'true');
    button.click();
    await server.call(1);
    equal(server.calls.length, 1);
    equal(dialog.findAll('a').length, 0);
  });

  it('have a link to the window, which knows the page that opened it', async () => {
    await mountWithLink();
    const link = dialog.link('Continue to Meridian');
    equal(link.getAttribute('href'), '/connect/start/ecf_7');
    equal(link.target, '_blank');
    equal(link.rel, 'opener');
    equal(dialog.findAll('button').length, 0);
  });

  it('keep the focus where the link takes the place of the button', async () => {
    await mount();
    dialog.button('Continue to Meridian').focus();
    await answer(1, 200, flowOffer());
    equal(dialog.focused, dialog.link('Continue to Meridian'));
  });

  it('take no focus that was elsewhere', async () => {
    await mountWithLink();
    equal(document.activeElement, document.body);
  });

  it('open a small window where that is as good as the link, and only there', async () => {
    await mountWithLink();
    await click();
    const href = new URL('/connect/start/ecf_7', location.href).href;
    deepEqual(opened, IS_WEBKIT ? [] : [`${href}  popup,width=600,height=720`]);
    deepEqual(followed, IS_WEBKIT ? ['/connect/start/ecf_7'] : []);
    ok(dialog.text.includes('Finish in the window of Meridian'));
  });

  for (const key of ['ctrlKey', 'metaKey', 'shiftKey'] as const) {
    it(`leave a click with ${key} to the browser, and wait for its window all the same`, async () => {
      await mountWithLink();
      const event = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, [key]: true });
      dialog.link('Continue to Meridian').dispatchEvent(event);
      await isAt('embed-signing-in-step');
      deepEqual(opened, []);
      deepEqual(followed, ['/connect/start/ecf_7']);
    });
  }

  it('leave the other buttons of a mouse to the browser, and wait for a window after the middle one', async () => {
    await mountWithLink();
    const press = (button: number) => {
      const event = new MouseEvent('auxclick', { bubbles: true, composed: true, cancelable: true, button });
      dialog.link('Continue to Meridian').dispatchEvent(event);
    };
    press(2);
    await dialog.settled();
    equal(dialog.findAll('embed-signing-in-step').length, 0);
    press(1);
    await isAt('embed-signing-in-step');
    deepEqual(opened, []);
  });

  it('follow the link by Enter', async () => {
    await mountWithLink();
    dialog.link('Continue to Meridian').focus();
    await sendKeys({ press: 'Enter' });
    await isAt('embed-signing-in-step');
    equal(opened.length + followed.length, 1);
  });

  it('move the focus to what is new', async () => {
    await mountWithLink();
    dialog.link('Continue to Meridian').focus();
    const stream = await click();
    equal(dialog.focused, dialog.find('h2'));
    const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
    stream.send({ status: 'failed', problem, connection: connection({ status: 'error', problem }) });
    await shows('Not today');
    equal(dialog.focused, dialog.find('[role=alert]'));
    dialog.button('Try again').focus();
    await answer(3, 200, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    equal(dialog.focused, dialog.link('Try again'));
  });

  it('say why there is no link, and try again', async () => {
    await mount();
    await answer(1, 503, refusal('storage_unavailable'));
    ok(dialog.find('[role=alert]').textContent.includes('Nothing can be saved right now'));
    const button = dialog.button('Try again');
    equal(button.getAttribute('aria-disabled'), 'false');
    button.focus();
    button.click();
    await dialog.settled();
    equal(dialog.focused, dialog.button('Continue to Meridian'));
    await answer(2, 200, flowOffer());
    equal(dialog.focused, dialog.link('Continue to Meridian'));
  });

  it('begin with what the system has to know first, and keep it for whoever goes back', async () => {
    await mount({ connector: shopConnector });
    ok(dialog.text.includes('Meridian needs this before you can sign in there.'));
    dialog.type('shop', 'contoso');
    dialog.button('Continue').click();
    await dialog.settled();
    await answer(1, 200, flowOffer());
    dialog.link('Continue to Meridian');
    dialog.button('Back').click();
    await dialog.settled();
    equal(dialog.input('#field-shop').value, 'contoso');
  });

  it('go back to a field that the server did not take', async () => {
    await mount({ connector: shopConnector });
    dialog.type('shop', 'https://contoso');
    dialog.button('Continue').click();
    await answer(1, 422, refusal('invalid_request', { fields: [{ path: 'values.shop', message: 'm' }] }));
    equal(dialog.find('#field-shop').getAttribute('aria-invalid'), 'true');
    equal(dialog.focused, dialog.find('[role=alert]'));
  });

  it('explain why a person has to sign in again', async () => {
    const problem = { code: 'invalid_credentials', providerMessage: 'Token revoked' } as const;
    await mount({ connections: [connection({ status: 'needs_reauth', problem })] });
    for (const part of ['Reconnect Meridian', 'no longer works', 'Token revoked']) ok(dialog.text.includes(part), part);
  });

  it('explain it also where something is to be typed first', async () => {
    await mount({ connector: shopConnector, connections: [connection({ status: 'needs_reauth' })] });
    for (const part of ['Reconnect Meridian', 'no longer works']) ok(dialog.text.includes(part), part);
    equal(dialog.findAll('input').length, 1);
  });

  it('keep the present connection until there is another, and can be left for it', async () => {
    await mount({ connections: [connected()] });
    dialog.button('Sign in again').click();
    await dialog.settled();
    ok(dialog.text.includes('The present connection stays as it is'));
    dialog.button('Keep the present connection').click();
    await dialog.settled();
    ok(dialog.text.includes('Meridian is connected'));
  });

  it('never say to copy something where nothing was typed', async () => {
    const problem = { code: 'invalid_credentials' } as const;
    await mount({ connections: [connection({ status: 'error', problem })] });
    ok(!dialog.text.includes('Copy'));
    ok(dialog.text.includes('Try again and allow it there.'));
  });

  it('show a code large enough to be typed elsewhere, and copied as one', async () => {
    await mountWithLink();
    const stream = await click();
    stream.send({ status: 'confirming', code: '012345' });
    await shows('Enter it only if you opened that window yourself');
    const code = dialog.find('.code');
    equal(code.textContent, '012345');
    deepEqual(
      [...code.children].map(({ textContent }) => textContent),
      ['012', '345'],
    );
    ok(code.closest('[role=status]') !== null, 'it is read out');
    const selection = getSelection();
    selection?.selectAllChildren(code);
    equal(selection?.toString(), '012345');
    selection?.removeAllRanges();
  });

  it('say that it is being finished, which nobody can cancel', async () => {
    await mountWithLink();
    const stream = await click();
    equal(dialog.button('Cancel').getAttribute('aria-disabled'), 'false');
    stream.send({ status: 'exchanging' });
    await shows('Finishing…');
    equal(dialog.button('Cancel').getAttribute('aria-disabled'), 'true');
  });

  it('are left for a new beginning', async () => {
    await mountWithLink();
    await click();
    dialog.button('Cancel').click();
    await dialog.settled();
    equal(dialog.focused, dialog.find('h2'));
    equal(dialog.button('Continue to Meridian').getAttribute('aria-disabled'), 'true');
    await answer(3, 200, { status: 'cancelled' });
    await answer(4, 200, flowOffer({ id: 8, startPath: '/connect/start/ecf_8' }));
    equal(dialog.link('Continue to Meridian').pathname, '/connect/start/ecf_8');
  });

  it('tell of another account than before', async () => {
    await mount({ connections: [connected({ account: 'ben@contoso.example' })] });
    dialog.button('Sign in again').click();
    await answer(1, 200, flowOffer());
    const stream = await click();
    stream.send({ status: 'succeeded', connection: connected(), previousAccount: 'ben@contoso.example' });
    await shows('This is another account than before');
    ok(dialog.text.includes('It was ben@contoso.example. Now it is anna@contoso.example.'));
  });

  it('look at once how things stand when the person comes back', async () => {
    await mountWithLink();
    await click();
    dialog.page.wake();
    const look = await server.call(3);
    equal(`${look.method} ${look.path}`, 'GET /session/flows/7');
    look.answer(200, { status: 'succeeded', connection: connected() });
    await shows('Meridian is connected');
  });

  describe('where no window opened', () => {
    let step: SigningInStep;

    /** The step as it is after a while, without the wait. */
    const hurried = async (hintMs: readonly [number, number]) => {
      await mountWithLink();
      await click();
      const shown = dialog.find('embed-signing-in-step');
      ok(shown instanceof SigningInStep);
      step = new SigningInStep();
      step.context = shown.context;
      step.model = shown.model;
      step.step = shown.step;
      step.link = shown.link;
      step.hintMs = hintMs;
      document.body.append(step);
    };
    const text = () => step.shadowRoot?.textContent.replace(/\s+/g, ' ') ?? '';
    const says = async (wanted: string) => {
      while (!text().includes(wanted)) {
        await new Promise((resolve) => step.addEventListener(RenderedEvent.type, resolve, { once: true }));
      }
    };
    const find = (selector: string) => {
      const found = step.shadowRoot?.querySelector(selector);
      ok(found instanceof HTMLElement);
      return found;
    };

    afterEach(() => step.remove());

    it('they give the link again, for the browser alone', async () => {
      await hurried([0, 60_000]);
      await says('Window did not open?');
      const link = find('a');
      ok(link instanceof HTMLAnchorElement);
      equal(link.pathname, '/connect/start/ecf_7');
      equal(link.rel, 'opener');
      opened = [];
      followed = [];
      link.click();
      deepEqual(opened, []);
      deepEqual(followed, ['/connect/start/ecf_7']);
    });

    it('they then say who is to blame, and give the address', async () => {
      await hurried([0, 0]);
      await says('Window did not open?');
      ok(!text().includes(en['problem.embed_sandboxed.text']));
      find('a').click();
      await says(en['problem.embed_sandboxed.text']);
      const input = find('input');
      ok(input instanceof HTMLInputElement && input.readOnly);
      equal(input.value, new URL('/connect/start/ecf_7', location.href).href);
      find('.box button').click();
      equal(input.selectionEnd, input.value.length);
    });

    it('they say nothing of the kind as soon as one has', async () => {
      await hurried([0, 0]);
      await says('Window did not open?');
      step.step = { name: 'signing-in', flow: { status: 'started' }, replacing: false };
      await step.updateComplete;
      ok(!text().includes('Window did not open?'));
    });
  });
});
