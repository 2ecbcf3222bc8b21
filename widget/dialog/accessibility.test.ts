import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { violationsIn } from '../testing/accessibility.ts';
import { deepEqual, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import {
  type DialogStateOverrides,
  connectedConnection,
  connection,
  dialogState,
  createSignInResponse,
  passwordConnector,
  noticeState,
  errorResponse,
  signInWithFieldsConnector,
  signInConnector,
} from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import type { SignInState } from '../protocol/session-api.ts';
import './effects/token-exchange.ts';

const refused = {
  error: {
    code: 'invalid_credentials',
    message: 'no',
    requestId: 'r',
    connection: connection({
      status: 'error',
      problem: { code: 'invalid_credentials', providerMessage: 'Key revoked' },
    }),
  },
};
const expired = errorResponse('session_expired');

type Act = (dialog: MountedDialog, server: FakeSessionServer) => void | Promise<void>;

const submit: Act = (dialog) => {
  dialog.type('api_key', 'key');
  dialog.button('Connect').click();
};

const offer: Act = async (dialog, server) => {
  const call = await server.call(1);
  call.respond(200, createSignInResponse());
  await call.read;
  await dialog.settle();
};

const signIn = { connector: signInConnector };

/** Opens the sign-in window, and brings the sign-in into this state. */
const signingIn =
  (state: SignInState): Act =>
  async (dialog, server) => {
    await offer(dialog, server);
    dialog.send({ type: 'open-sign-in', id: createSignInResponse().id });
    (await server.call(2)).stream().send(state);
    const isThere = () => {
      const { step } = dialog.dialog;
      return step.name === 'signing-in' ? step.flow.status === state.status : step.name === 'connected';
    };
    await dialog.until(() => isThere());
  };

const SCENES: readonly (readonly [string, DialogStateOverrides, Act?])[] = [
  ['the form', {}],
  ['the form with several fields in a sandbox', { connector: passwordConnector, sandbox: true }],
  ['missing values', { connector: passwordConnector }, (dialog) => dialog.button('Connect').click()],
  ['checking', {}, submit],
  [
    'a refusal',
    {},
    async (dialog, server) => {
      await submit(dialog, server);
      (await server.call(1)).respond(422, refused);
      await dialog.waitForResponse();
    },
  ],
  [
    'offline',
    {},
    async (dialog, server) => {
      await submit(dialog, server);
      (await server.call(1)).drop();
      await dialog.waitForResponse();
    },
  ],
  [
    'an expired session',
    {},
    async (dialog, server) => {
      await submit(dialog, server);
      (await server.call(1)).respond(401, expired);
      await dialog.waitForResponse();
    },
  ],
  ['a modal', {}, (dialog) => dialog.page.execute({ type: 'init', nonce: 'n', mode: 'modal', presentation: {} })],
  [
    'a connected modal',
    { connections: [connectedConnection()] },
    (dialog) => dialog.page.execute({ type: 'init', nonce: 'n', mode: 'modal', presentation: {} }),
  ],
  ['a connection that needs new credentials', { connections: [connection({ status: 'needs_reauth' })] }],
  ['connected', { connections: [connectedConnection()] }],
  ['an unverified connection', { connections: [connectedConnection({ verified: false })] }],
  [
    'the confirmation of a disconnection',
    { connections: [connectedConnection()] },
    (dialog) => dialog.button('Disconnect').click(),
  ],
  ['replacing', { connections: [connectedConnection()] }, (dialog) => dialog.button('Update details').click()],
  ['a sign-in without its link yet', signIn],
  ['a sign-in link', signIn, offer],
  [
    'a sign-in link in a modal',
    signIn,
    async (dialog, server) => {
      dialog.page.execute({ type: 'init', nonce: 'n', mode: 'modal', presentation: {} });
      await offer(dialog, server);
    },
  ],
  [
    'a failed sign-in link',
    signIn,
    async (dialog, server) => {
      (await server.call(1)).drop();
      await dialog.until(() => dialog.dialog.signIn.hasFailed === true);
    },
  ],
  ['a sign-in link to reconnect', { ...signIn, connections: [connection({ status: 'needs_reauth' })] }, offer],
  ['fields before a sign-in', { connector: signInWithFieldsConnector }],
  ['an open sign-in window', signIn, signingIn({ status: 'created' })],
  ['a code', signIn, signingIn({ status: 'confirming', code: '012345' })],
  ['the end of a sign-in', signIn, signingIn({ status: 'exchanging' })],
  [
    'a different account than before',
    signIn,
    signingIn({ status: 'succeeded', connection: connectedConnection(), previousAccount: 'ben@contoso.example' }),
  ],
  [
    'a connection that was disconnected elsewhere',
    { canAdd: true, connections: [connectedConnection({ name: 'A' }), connection({ id: 2, name: 'B' })] },
    async (dialog, server) => {
      const connections = [connection({ name: 'A' }), connection({ id: 2, name: 'B' })];
      server.pollResponse = { version: 'second', connectors: [{ name: 'meridian', connections }] };
      dialog.page.wake();
      await dialog.until(() => dialog.dialog.elsewhere !== undefined);
    },
  ],
  [
    'no more connections',
    { canAdd: true, connections: [connectedConnection()] },
    async (dialog, server) => {
      dialog.button('Add another account').click();
      (await server.call(1)).respond(409, errorResponse('conflict'));
      await dialog.waitForResponse();
    },
  ],
  ['several connections', { connections: [connectedConnection({ name: 'A' }), connection({ id: 2, name: 'B' })] }],
  [
    'renaming',
    { connections: [connectedConnection({ name: 'A' }), connection({ id: 2, name: 'B' })] },
    (dialog) => dialog.button('Rename').click(),
  ],
];

function assertFits(dialog: MountedDialog): void {
  for (const control of dialog.findAll('button, input, select, a.primary')) {
    const { width, height, right, left } = control.getBoundingClientRect();
    const name = control.id || control.textContent;
    ok(width >= 24 && height >= 24, `too small to click: ${name}`);
    ok(left >= 0 && right <= innerWidth, `outside the page: ${name}`);
  }
  ok(document.documentElement.scrollWidth <= innerWidth, 'wider than the frame');
}

for (const theme of ['light', 'dark'] as const) {
  describe(`in the ${theme} theme`, () => {
    let server: FakeSessionServer;
    let shown: Element | undefined;
    /** Stops the dialog. */
    let stop: () => void = () => undefined;

    const mount = async (state: DialogStateOverrides) => {
      const dialog = new MountedDialog({ state: dialogState(state) });
      shown = dialog.element;
      stop = () => dialog.remove();
      await dialog.settle();
      return dialog;
    };

    beforeEach(async () => {
      document.documentElement.dataset['theme'] = theme;
      await emulateMedia({ reducedMotion: 'reduce' });
      await setViewport({ width: 320, height: 700 });
      server = new FakeSessionServer();
    });

    afterEach(() => {
      stop();
      server.restore();
      shown?.remove();
      document.documentElement.style.removeProperty('font-size');
    });

    for (const [title, state, act] of SCENES) {
      it(`axe finds no violation on ${title}, and it fits in 320 px`, async () => {
        const dialog = await mount(state);
        await act?.(dialog, server);
        await dialog.settle();
        deepEqual(await violationsIn(dialog.element), []);
        assertFits(dialog);
      });
    }

    it('axe finds no violation on a notice with details for developers', async () => {
      const dialog = new MountedDialog({ state: noticeState({ reason: 'the signature fits no key' }) });
      shown = dialog.element;
      await dialog.settle();
      deepEqual(await violationsIn(dialog.element), []);
    });

    it('axe finds no violation while the session is refreshed', async () => {
      const dialog = new MountedDialog({ state: dialogState({ dialect: 'native' }), hostSendsMessages: true });
      shown = dialog.element;
      await dialog.settle();
      await submit(dialog, server);
      const call = await server.call(1);
      call.respond(401, expired);
      await call.read;
      await dialog.settle();
      ok(dialog.text.includes('Refreshing your session'));
      deepEqual(await violationsIn(dialog.element), []);
      assertFits(dialog);
    });

    it('the dialog fits with text of twice the size', async () => {
      document.documentElement.style.setProperty('font-size', '200%');
      assertFits(await mount({ connector: passwordConnector }));
    });
  });
}
