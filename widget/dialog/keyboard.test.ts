import { sendKeys } from '@web/test-runner-commands';
import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import { connectedConnection, connection, dialogState, passwordConnector } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

describe('with the keyboard alone', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  const name = () => {
    const focused = dialog.focused;
    return focused instanceof HTMLInputElement ? focused.id : (focused?.textContent ?? '').replace(/\s+/g, ' ').trim();
  };

  it('a person reaches every control in reading order', async () => {
    dialog = new MountedDialog({
      state: dialogState({ connector: { ...passwordConnector, helpUrl: 'https://meridian.example/help' } }),
    });
    await dialog.settle();
    const order: string[] = [];
    for (let step = 0; step < 7; step++) {
      await sendKeys({ press: 'Tab' });
      order.push(name());
    }
    deepEqual(order, [
      'field-subdomain',
      'field-username',
      'field-password',
      'Show Password',
      'field-project',
      'Where do I find this in Meridian?',
      'Connect',
    ]);
  });

  it('a person types, submits with Enter, and sees a focus ring', async () => {
    dialog = new MountedDialog();
    await dialog.settle();
    await sendKeys({ press: 'Tab' });
    equal(name(), 'field-api_key');
    const ring = getComputedStyle(dialog.find('.box'));
    equal(ring.outlineStyle, 'solid');
    equal(ring.outlineWidth, '2px');
    await sendKeys({ type: 'key-1' });
    await sendKeys({ press: 'Enter' });
    const call = await server.call(1);
    deepEqual(call.body, { values: { api_key: 'key-1' } });
    call.respond(200, { connection: connectedConnection() });
    await dialog.waitForResponse();
    equal(name(), 'Meridian is connected');
    await sendKeys({ press: 'Tab' });
    equal(name(), 'Update details');
    equal(getComputedStyle(dialog.button('Update details')).outlineStyle, 'solid');
  });

  it('a person cancels a disconnection and then disconnects', async () => {
    dialog = new MountedDialog({ state: dialogState({ connections: [connectedConnection()] }) });
    await dialog.settle();
    dialog.button('Disconnect').focus();
    await sendKeys({ press: 'Enter' });
    await dialog.settle();
    equal(name(), 'Disconnect Meridian?');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    equal(name(), 'Stay connected');
    await sendKeys({ press: 'Enter' });
    await dialog.settle();
    equal(name(), 'Disconnect');
    await sendKeys({ press: 'Enter' });
    await dialog.settle();
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    (await server.call(1)).respond(200, { connection: connection() });
    await dialog.waitForResponse();
    ok(dialog.text.includes('Connect Meridian'));
  });

  for (const press of ['Disconnect Meridian?', 'Disconnect', 'Stay connected']) {
    it(`Escape cancels the confirmation, with the focus on ${press}`, async () => {
      dialog = new MountedDialog({ state: dialogState({ connections: [connectedConnection()] }) });
      await dialog.settle();
      dialog.button('Disconnect').focus();
      await sendKeys({ press: 'Enter' });
      await dialog.settle();
      while (name() !== press) await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Escape' });
      await dialog.settle();
      equal(dialog.findAll('#question').length, 0);
      equal(dialog.focused, dialog.button(en['connected.disconnect']));
      await sendKeys({ press: 'Escape' });
      await dialog.settle();
      equal(dialog.focused, dialog.button(en['connected.disconnect']));
      equal(server.calls.length, 0);
    });
  }

  it('Escape does not cancel a running disconnection', async () => {
    dialog = new MountedDialog({ state: dialogState({ connections: [connectedConnection()] }) });
    await dialog.settle();
    dialog.button('Disconnect').focus();
    await sendKeys({ press: 'Enter' });
    await dialog.settle();
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    const call = await server.call(1);
    await sendKeys({ press: 'Escape' });
    await dialog.settle();
    equal(name(), 'Disconnecting…');
    call.respond(200, { connection: connection() });
    await dialog.waitForResponse();
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('the button that shows a secret keeps the focus, and Enter in another field still submits', async () => {
    dialog = new MountedDialog();
    await dialog.settle();
    dialog.type('api_key', 'key');
    dialog.button('Show API key').focus();
    await sendKeys({ press: 'Enter' });
    await dialog.settle();
    equal(name(), 'Hide API key');
    equal(server.calls.length, 0);
    dialog.find('input').focus();
    await sendKeys({ press: 'Enter' });
    await server.call(1);
  });
});
