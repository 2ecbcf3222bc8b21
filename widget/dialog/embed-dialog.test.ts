import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import {
  type DialogStateOverrides,
  connectedConnection,
  connection,
  dialogState,
  passwordConnector,
  noticeState,
  errorResponse,
} from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { EmbedDialog } from './embed-dialog.ts';

const HOSTILE = '<img src=x onerror="globalThis.hurt=true">';

describe('the dialog', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const mount = async (state: DialogStateOverrides = {}) => {
    dialog = new MountedDialog({ state: dialogState(state) });
    await dialog.settle();
  };
  const inputs = () => dialog.findAll('input').filter((input) => input instanceof HTMLInputElement);
  const respond = async (count: number, status: number, body: unknown) => {
    const responded = dialog.waitForResponse();
    (await server.call(count)).respond(status, body);
    await responded;
  };

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  it('shows the provider and the customer, and does not take the focus when it appears', async () => {
    await mount();
    for (const part of ['Meridian', 'For Contoso in Acme', 'Connect Meridian']) ok(dialog.text.includes(part), part);
    equal(document.activeElement, document.body);
    equal(dialog.findAll('.sandbox').length, 0);
  });

  it('shows the code and the reference of a refusal', async () => {
    dialog = new MountedDialog({ state: noticeState({ code: 'token_expired', requestId: 'req-42' }) });
    await dialog.settle();
    ok(dialog.text.includes('This page has expired'));
    ok(dialog.text.includes('token_expired · Reference for support: req-42'));
  });

  it('shows a label in a sandbox', async () => {
    await mount({ sandbox: true });
    ok(dialog.text.includes('Test mode'));
  });

  it("shows the server's text until it has a state", async () => {
    await mount();
    const bare = new EmbedDialog();
    bare.textContent = 'Loading';
    document.body.append(bare);
    await bare.updateComplete;
    ok(bare.shadowRoot?.querySelector('slot') instanceof HTMLSlotElement);
    bare.remove();
  });

  it('labels and describes each field, and disables autofill', async () => {
    await mount({ connector: passwordConnector });
    const [subdomain, username, password, project] = inputs();
    equal(subdomain?.labels?.[0]?.textContent, 'Subdomain');
    equal(subdomain?.getAttribute('aria-describedby'), 'field-subdomain-prefix field-subdomain-suffix');
    equal(username?.type, 'email');
    equal(username?.autocomplete, 'off');
    equal(password?.type, 'password');
    equal(password?.autocomplete, 'new-password');
    equal(password?.spellcheck, false);
    equal(password?.getAttribute('aria-required'), 'true');
    equal(project?.getAttribute('aria-required'), 'false');
    equal(project?.labels?.[0]?.textContent, 'Project (optional)');
  });

  it('shows and hides the value of a secret field only', async () => {
    await mount();
    const input = dialog.input();
    dialog.type('api_key', 'secret');
    await dialog.press('Show API key');
    equal(input.type, 'text');
    equal(input.value, 'secret');
    await dialog.press('Hide API key');
    equal(input.type, 'password');
  });

  it('shows an error under each missing field, focuses the first one, and sends nothing', async () => {
    await mount({ connector: passwordConnector });
    dialog.type('username', 'anna@contoso.example');
    await dialog.press('Connect');
    equal(server.calls.length, 0);
    const [subdomain, username] = inputs();
    equal(dialog.focused, subdomain);
    equal(dialog.find('#field-subdomain-error').textContent, 'Fill in “Subdomain”.');
    equal(dialog.find('#field-password-error').textContent, 'Fill in “Password”.');
    deepEqual(dialog.findAll('[role=alert]'), []);
    equal(subdomain?.getAttribute('aria-invalid'), 'true');
    ok(subdomain?.getAttribute('aria-describedby')?.includes('field-subdomain-error') === true);
    equal(username?.getAttribute('aria-invalid'), 'false');
    dialog.type('subdomain', 'contoso');
    await dialog.press('Connect');
    equal(dialog.focused, dialog.find('#field-password'));
  });

  it('treats a field of spaces as missing', async () => {
    await mount();
    dialog.type('api_key', '   ');
    await dialog.press('Connect');
    equal(server.calls.length, 0);
    ok(dialog.text.includes('Fill in “API key”.'));
  });

  it('keeps the form during the check, and then focuses the heading of the connection', async () => {
    await mount();
    dialog.type('api_key', 'right');
    await dialog.press('Connect');
    const input = dialog.input();
    ok(dialog.text.includes('Checking with Meridian…'));
    ok(input.readOnly && input.value === 'right');
    equal(dialog.focused, dialog.button('Checking with Meridian…'));
    await respond(1, 200, { connection: connectedConnection() });
    equal(dialog.focused, dialog.find('h2'));
    for (const part of ['Meridian is connected', 'anna@contoso.example', 'March 14, 2026', 'Accepted by Meridian.']) {
      ok(dialog.text.includes(part), part);
    }
    equal(dialog.find('time').getAttribute('datetime'), '2026-03-14T09:26:00Z');
  });

  it('says that a connection is not verified', async () => {
    await mount({ connections: [connectedConnection({ verified: false })] });
    ok(dialog.text.includes('Not checked with Meridian.'));
  });

  it('says that a check takes long, and lets the person cancel', async () => {
    await mount();
    dialog.type('api_key', 'slow');
    await dialog.press('Connect');
    ok(!dialog.text.includes('longer than usual'));
    dialog.page.store.dispatch({ type: 'call-slow' });
    await dialog.settle();
    ok(dialog.text.includes('longer than usual'));
    await dialog.press('Cancel');
    const input = dialog.input();
    ok(input.value === 'slow' && !input.readOnly);
    equal(dialog.focused, dialog.button('Connect'));
  });

  it('shows a running check without a layout shift', async () => {
    await mount({ connector: passwordConnector });
    for (const name of ['subdomain', 'username', 'password']) dialog.type(name, 'x');
    await dialog.settle();
    const before = dialog.element.getBoundingClientRect().height;
    await dialog.press('Connect');
    equal(dialog.element.getBoundingClientRect().height, before);
    equal(dialog.findAll('button .spinner').length, 1);
    for (const input of inputs()) equal(input.getAttribute('aria-disabled'), 'true');
    const submit = dialog.button('Checking with Meridian…');
    equal(submit.getAttribute('aria-disabled'), 'true');
    submit.click();
    await server.call(1);
    equal(server.calls.length, 1);
  });

  it('keeps the focus in the field in which the person pressed Enter', async () => {
    await mount();
    dialog.type('api_key', 'right');
    const input = dialog.input();
    input.focus();
    dialog.find('form').dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    await dialog.settle();
    ok(input.readOnly);
    equal(dialog.focused, input);
  });

  it("shows advice, the provider's message and a reference after a refusal, and keeps the typed values", async () => {
    await mount();
    dialog.type('api_key', 'wrong');
    await dialog.press('Connect');
    const problem = { code: 'invalid_credentials', providerMessage: 'Key revoked' } as const;
    await respond(
      1,
      422,
      errorResponse('invalid_credentials', { connection: connection({ status: 'error', problem }) }),
    );
    const alert = dialog.find('[role=alert]');
    equal(dialog.focused, alert);
    for (const part of [
      'Meridian didn’t accept these details',
      'Copy the key from Meridian again.',
      'Meridian says:',
      'Key revoked',
      'invalid_credentials · Reference for support: r',
    ]) {
      ok(alert.textContent.includes(part), part);
    }
    equal(dialog.input().value, 'wrong');
    dialog.button('Connect');
  });

  it('marks the field that the server refused', async () => {
    await mount({ connector: passwordConnector });
    for (const name of ['subdomain', 'username', 'password']) dialog.type(name, 'https://x');
    await dialog.press('Connect');
    await respond(1, 422, errorResponse('invalid_request', { fields: [{ path: 'values.subdomain', message: 'm' }] }));
    equal(dialog.find('#field-subdomain').getAttribute('aria-invalid'), 'true');
    ok(dialog.find('#field-subdomain-error').textContent.includes('enter only the part that goes in the field'));
    equal(dialog.focused, dialog.find('#field-subdomain'));
  });

  it('says that it is offline, keeps the typed values, and offers to try again', async () => {
    await mount();
    dialog.type('api_key', 'right');
    await dialog.press('Connect');
    (await server.call(1)).drop();
    await dialog.waitForResponse();
    ok(dialog.find('[role=alert]').textContent.includes('Can’t reach the server'));
    ok(dialog.text.includes('What you entered is still here.'));
    equal(dialog.input().value, 'right');
    await dialog.press('Try again');
    await respond(2, 200, { connection: connectedConnection() });
    ok(dialog.text.includes('Meridian is connected'));
  });

  it('gives no advice about a key after a refused password', async () => {
    const problem = { code: 'invalid_credentials' } as const;
    await mount({ connector: passwordConnector, connections: [connection({ status: 'error', problem })] });
    const alert = dialog.find('[role=alert]').textContent;
    ok(alert.includes('Meridian didn’t accept these details') && alert.includes('Check the username and password'));
    ok(!alert.includes('key'));
  });

  it('names an unavailable provider', async () => {
    const problem = { code: 'provider_unavailable' } as const;
    await mount({ connections: [connection({ status: 'error', problem })] });
    ok(dialog.find('[role=alert]').textContent.includes('Meridian isn’t available right now'));
  });

  it('says that typed values are kept only if there are any', async () => {
    await mount({ connections: [connectedConnection()] });
    await dialog.press('Disconnect');
    await dialog.press('Disconnect');
    (await server.call(1)).drop();
    await dialog.waitForResponse();
    ok(dialog.text.includes('Can’t reach the server') && !dialog.text.includes('What you entered is still here.'));
  });

  it('focuses the first field of a modal, once', async () => {
    await mount();
    const init = { type: 'init', nonce: 'n', mode: 'modal', presentation: {} } as const;
    dialog.page.execute(init);
    await dialog.settle();
    equal(dialog.focused, dialog.input());
    dialog.input().blur();
    dialog.type('api_key', 'x');
    await dialog.settle();
    equal(document.activeElement, document.body);
  });

  it('explains why a connection needs to be reconnected', async () => {
    const problem = { code: 'invalid_credentials', providerMessage: 'Token expired' } as const;
    await mount({ connections: [connection({ status: 'needs_reauth', problem })] });
    for (const part of ['Reconnect Meridian', 'no longer works', 'Reconnect to continue', 'Token expired']) {
      ok(dialog.text.includes(part), part);
    }
    equal(dialog.findAll('input').length, 1);
  });

  it('shows the reason of a refused attempt in place of the older explanation', async () => {
    const problem = { code: 'invalid_credentials', providerMessage: 'Key revoked' } as const;
    const stale = connection({ status: 'needs_reauth', problem });
    await mount({ connections: [stale] });
    dialog.type('api_key', 'wrong');
    await dialog.press('Connect');
    await respond(1, 422, errorResponse('invalid_credentials', { connection: stale }));
    ok(!dialog.text.includes('no longer works'));
    equal(dialog.findAll('blockquote').length, 1);
  });

  it('asks for confirmation before it disconnects, and can cancel without a call', async () => {
    await mount({ connections: [connectedConnection()] });
    await dialog.press('Disconnect');
    equal(dialog.focused, dialog.find('#question'));
    await dialog.press('Stay connected');
    equal(dialog.focused, dialog.button(en['connected.disconnect']));
    equal(server.calls.length, 0);
  });

  it('disconnects once after the confirmation', async () => {
    await mount({ connections: [connectedConnection()] });
    await dialog.press('Disconnect');
    await dialog.press('Disconnect');
    await dialog.press('Disconnecting…');
    await respond(1, 200, { connection: connection() });
    equal(server.calls.length, 1);
    ok(dialog.text.includes('Connect Meridian'));
    equal(dialog.focused, dialog.find('h2'));
  });

  it('replaces credentials only when new ones are accepted, and can cancel that', async () => {
    await mount({ connections: [connectedConnection()] });
    await dialog.press('Update details');
    ok(dialog.text.includes('stays active until Meridian accepts'));
    await dialog.press('Keep current connection');
    ok(dialog.text.includes('Meridian is connected'));
    equal(server.calls.length, 0);
  });

  it('shows a notice when the session has expired', async () => {
    await mount();
    dialog.type('api_key', 'typed');
    await dialog.press('Connect');
    await respond(1, 401, errorResponse('session_expired'));
    ok(dialog.text.includes('Your session has expired'));
    equal(dialog.focused, dialog.find('h1'));
    equal(dialog.findAll('input').length, 0);
  });

  it('offers a list of connections, and keeps the focus in it when one is selected', async () => {
    await mount({ connections: [connectedConnection({ name: 'Sales' }), connection({ id: 2 })] });
    const select = dialog.connectionSelect;
    equal(select.selectedOptions[0]?.text, 'Sales (connected)');
    select.focus();
    select.value = '2';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await dialog.settle();
    equal(dialog.focused, select);
    equal(select.selectedOptions[0]?.text, 'Connection 2 (not connected)');
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('distinguishes connections with the same name by their ids', async () => {
    const named = ['Meridian', 'Meridian', 'Sales'].map((name, index) => connection({ id: index + 1, name }));
    await mount({ connections: named });
    deepEqual(
      [...dialog.connectionSelect.options].map(({ text }) => text),
      ['Meridian #1 (not connected)', 'Meridian #2 (not connected)', 'Sales (not connected)'],
    );
  });

  it('shows the values typed for the selected connection, and not those of another', async () => {
    await mount({ connections: [connection(), connection({ id: 2 })] });
    dialog.type('api_key', 'first');
    dialog.send({ type: 'select', id: 2 });
    await dialog.settle();
    equal(dialog.input('#field-api_key').value, '');
    dialog.send({ type: 'select', id: 1 });
    await dialog.settle();
    equal(dialog.input('#field-api_key').value, 'first');
  });

  it('shows names and messages from outside as plain text', async () => {
    const [field] = passwordConnector.fields;
    ok(field !== undefined);
    await mount({
      organization: HOSTILE,
      tenant: `\u202e${HOSTILE}`,
      connector: {
        ...passwordConnector,
        title: HOSTILE,
        helpUrl: 'javascript:globalThis.hurt=true',
        fields: [{ ...field, label: HOSTILE, help: HOSTILE, placeholder: HOSTILE, prefix: HOSTILE, suffix: HOSTILE }],
      },
      connections: [
        connection({
          name: HOSTILE,
          status: 'error',
          problem: { code: 'invalid_credentials', providerMessage: `\u202e${HOSTILE}` },
        }),
        connectedConnection({ id: 2, name: HOSTILE, account: `\u202e${HOSTILE}` }),
      ],
    });
    equal(dialog.findAll('img').length, 0);
    equal(dialog.findAll('a').length, 0);
    ok(dialog.text.includes(HOSTILE) && !dialog.text.includes('\u202e'));
    dialog.send({ type: 'select', id: 2 });
    await dialog.settle();
    equal(dialog.findAll('img').length, 0);
    ok(dialog.text.includes(HOSTILE) && !dialog.text.includes('\u202e'));
    equal(Reflect.get(globalThis, 'hurt'), undefined);
  });

  it("links to the provider's help in a window without access to this one", async () => {
    await mount();
    const link = dialog.find('a');
    ok(link instanceof HTMLAnchorElement);
    equal(link.href, 'https://meridian.example/help');
    equal(link.target, '_blank');
    equal(link.rel, 'noopener noreferrer');
  });
});
