import { sendKeys } from '@web/test-runner-commands';
import { en } from '../../locales/en.ts';
import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { LinkRecorder } from '../../testing/link-recorder.ts';
import { MountedDialog } from '../../testing/mounted-dialog.ts';
import {
  type DialogStateOverrides,
  connectedConnection,
  connection,
  dialogState,
  createSignInResponse,
  errorResponse,
  signInWithFieldsConnector,
  signInConnector,
} from '../../testing/fixtures.ts';
import { type RecordedStream, FakeSessionServer } from '../../testing/fake-session-server.ts';

/** Whether this is WebKit, in which the link and not a script opens the window. */
const IS_WEBKIT = CSS.supports('-webkit-nbsp-mode', 'space');

describe('the link to a provider', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;
  let links: LinkRecorder;

  const mount = async (state: DialogStateOverrides = {}) => {
    dialog = new MountedDialog({ state: dialogState({ connector: signInConnector, ...state }) });
    await dialog.settle();
  };
  const respond = async (...response: Parameters<FakeSessionServer['respond']>) => {
    await server.respond(...response);
    await dialog.settle();
  };
  const mountWithLink = async (state: DialogStateOverrides = {}) => {
    await mount(state);
    await respond(1, 200, createSignInResponse());
  };
  const isAt = async (selector: string) => {
    await dialog.until(() => dialog.findAll(selector).length > 0);
  };
  const click = async (): Promise<RecordedStream> => {
    dialog.link('Continue to Meridian').click();
    const stream = (await server.call(2)).stream();
    await isAt('embed-signing-in-step');
    return stream;
  };
  const shows = async (text: string) => {
    await dialog.until(() => dialog.text.includes(text));
  };

  beforeEach(() => {
    server = new FakeSessionServer();
    links = new LinkRecorder();
  });

  afterEach(() => {
    links.restore();
    dialog.remove();
    server.restore();
  });

  it('explains the sign-in, and is disabled until there is a link', async () => {
    await mount();
    for (const part of ['Connect Meridian', 'A new window opens', 'give Acme access']) {
      ok(dialog.text.includes(part), part);
    }
    const button = dialog.button('Continue to Meridian');
    equal(button.getAttribute('aria-disabled'), 'true');
    const { step } = dialog.dialog;
    button.click();
    equal(dialog.dialog.step, step);
    await server.call(1);
    equal(dialog.findAll('a').length, 0);
  });

  it('has a link whose window has an opener', async () => {
    await mountWithLink();
    const link = dialog.link('Continue to Meridian');
    equal(link.getAttribute('href'), '/connect/start/ecf_7');
    equal(link.target, '_blank');
    equal(link.rel, 'opener');
    equal(dialog.findAll('button').length, 0);
  });

  it('keeps the focus when the link replaces the button', async () => {
    await mount();
    dialog.button('Continue to Meridian').focus();
    await respond(1, 200, createSignInResponse());
    equal(dialog.focused, dialog.link('Continue to Meridian'));
  });

  it('has a link that looks like the button that it replaces', async () => {
    await mount();
    const look = () => {
      const { height, width } = dialog.find('#go').getBoundingClientRect();
      const { backgroundColor, color, borderColor, borderRadius, fontWeight, fontSize, cursor, textDecorationLine } =
        getComputedStyle(dialog.find('#go'));
      const colors = { backgroundColor, color, borderColor };
      return { height, width, ...colors, borderRadius, fontWeight, fontSize, textDecorationLine, cursor };
    };
    const before = look();
    await respond(1, 200, createSignInResponse());
    ok(dialog.find('#go') instanceof HTMLAnchorElement);
    deepEqual(look(), { ...before, cursor: 'pointer' });
  });

  it('has the focus in a modal, also when the link replaces the button', async () => {
    await mount();
    dialog.page.execute({ type: 'init', nonce: 'n', mode: 'modal', presentation: {} });
    await dialog.settle();
    equal(dialog.focused, dialog.button('Continue to Meridian'));
    await respond(1, 200, createSignInResponse());
    equal(dialog.focused, dialog.link('Continue to Meridian'));
  });

  it('does not take the focus from another element', async () => {
    await mountWithLink();
    equal(document.activeElement, document.body);
  });

  it('opens a small window, except in WebKit', async () => {
    await mountWithLink();
    await click();
    const href = new URL('/connect/start/ecf_7', location.href).href;
    deepEqual(links.opened, IS_WEBKIT ? [] : [`${href}  popup,width=600,height=720`]);
    deepEqual(links.followed, IS_WEBKIT ? ['/connect/start/ecf_7'] : []);
    ok(dialog.text.includes('Continue in the Meridian window'));
  });

  for (const key of ['altKey', 'ctrlKey', 'metaKey', 'shiftKey'] as const) {
    it(`leaves a click with ${key} to the browser, and waits for its window`, async () => {
      await mountWithLink();
      const event = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, [key]: true });
      dialog.link('Continue to Meridian').dispatchEvent(event);
      await isAt('embed-signing-in-step');
      deepEqual(links.opened, []);
      deepEqual(links.followed, ['/connect/start/ecf_7']);
    });
  }

  it('leaves other mouse buttons to the browser, and waits for a window after the middle button', async () => {
    await mountWithLink();
    const press = (button: number) => {
      const event = new MouseEvent('auxclick', { bubbles: true, composed: true, cancelable: true, button });
      dialog.link('Continue to Meridian').dispatchEvent(event);
    };
    press(2);
    await dialog.settle();
    equal(dialog.findAll('embed-signing-in-step').length, 0);
    press(1);
    await isAt('embed-signing-in-step');
    deepEqual(links.opened, []);
  });

  it('is opened by Enter', async () => {
    await mountWithLink();
    dialog.link('Continue to Meridian').focus();
    await sendKeys({ press: 'Enter' });
    await isAt('embed-signing-in-step');
    equal(links.opened.length + links.followed.length, 1);
  });

  it('moves the focus to each new view', async () => {
    await mountWithLink();
    dialog.link('Continue to Meridian').focus();
    const stream = await click();
    equal(dialog.focused, dialog.find('h2'));
    const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
    stream.send({ status: 'failed', problem, connection: connection({ status: 'error', problem }) });
    await shows('Not today');
    equal(dialog.focused, dialog.find('[role=alert]'));
    dialog.button('Try again').focus();
    await respond(3, 200, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
    equal(dialog.focused, dialog.link('Try again'));
  });

  it('shows why there is no link, and can try again', async () => {
    await mount();
    await respond(1, 503, errorResponse('storage_unavailable'));
    ok(dialog.find('[role=alert]').textContent.includes(en['problem.storage_unavailable.title']));
    const button = dialog.button('Try again');
    equal(button.getAttribute('aria-disabled'), 'false');
    button.focus();
    button.click();
    await dialog.settle();
    equal(dialog.focused, dialog.button('Continue to Meridian'));
    await respond(2, 200, createSignInResponse());
    equal(dialog.focused, dialog.link('Continue to Meridian'));
  });

  it('starts with the fields before the sign-in, and keeps their values for a person who goes back', async () => {
    await mount({ connector: signInWithFieldsConnector });
    ok(dialog.text.includes('Enter the details below, then sign in to Meridian.'));
    dialog.type('shop', 'contoso');
    dialog.button('Continue').click();
    await dialog.settle();
    await respond(1, 200, createSignInResponse());
    dialog.link('Continue to Meridian');
    dialog.button('Back').click();
    await dialog.settle();
    equal(dialog.input('#field-shop').value, 'contoso');
  });

  it('goes back to a field that the server refused', async () => {
    await mount({ connector: signInWithFieldsConnector });
    dialog.type('shop', 'https://contoso');
    dialog.button('Continue').click();
    await respond(1, 422, errorResponse('invalid_request', { fields: [{ path: 'values.shop', message: 'm' }] }));
    equal(dialog.find('#field-shop').getAttribute('aria-invalid'), 'true');
    equal(dialog.focused, dialog.find('#field-shop'));
  });

  it('explains why a person has to sign in again', async () => {
    const problem = { code: 'invalid_credentials', providerMessage: 'Token revoked' } as const;
    await mount({ connections: [connection({ status: 'needs_reauth', problem })] });
    for (const part of ['Reconnect Meridian', 'no longer works', 'Token revoked']) ok(dialog.text.includes(part), part);
  });

  it('explains it also before the fields of a sign-in', async () => {
    await mount({ connector: signInWithFieldsConnector, connections: [connection({ status: 'needs_reauth' })] });
    for (const part of ['Reconnect Meridian', 'no longer works']) ok(dialog.text.includes(part), part);
    equal(dialog.findAll('input').length, 1);
  });

  it('keeps the present connection until the sign-in succeeds, and can return to it', async () => {
    await mount({ connections: [connectedConnection()] });
    dialog.button('Sign in again').click();
    await dialog.settle();
    ok(dialog.text.includes('Your current connection stays active'));
    dialog.button('Keep current connection').click();
    await dialog.settle();
    ok(dialog.text.includes('Meridian is connected'));
  });

  it('gives no advice about a key after a refused sign-in', async () => {
    const problem = { code: 'invalid_credentials' } as const;
    await mount({ connections: [connection({ status: 'error', problem })] });
    ok(!dialog.text.includes('Copy'));
    ok(dialog.text.includes('Sign in to Meridian again. If that doesn’t help, contact support.'));
  });

  it('says that the account is a different one', async () => {
    await mount({ connections: [connectedConnection({ account: 'ben@contoso.example' })] });
    dialog.button('Sign in again').click();
    await respond(1, 200, createSignInResponse());
    const stream = await click();
    stream.send({ status: 'succeeded', connection: connectedConnection(), previousAccount: 'ben@contoso.example' });
    await shows('You connected a different account');
    ok(dialog.text.includes('Previous account: ben@contoso.example. Current account: anna@contoso.example.'));
  });
});
