import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import {
  connectedConnection,
  connection,
  createSignInResponse,
  errorResponse,
  signInWithFieldsConnector,
  signInConnector,
} from '../testing/fixtures.ts';
import { SignInScenario } from '../testing/sign-in-scenario.ts';
import { SessionClient } from './session-client.ts';

const MINT = 'POST /session/connections/1/sign-ins';

describe('the link to a system', () => {
  let run: SignInScenario;

  afterEach(() => {
    run.dispose();
    Reflect.deleteProperty(document, 'hidden');
  });

  const FIRST: readonly (readonly [string, ConnectionDetails, ConnectorView, string])[] = [
    ['with nothing to type', connection(), signInConnector, 'sign-in'],
    ['after a failure', connection({ status: 'error' }), signInConnector, 'sign-in'],
    ['to be connected again', connection({ status: 'needs_reauth' }), signInConnector, 'sign-in'],
    ['connected', connectedConnection(), signInConnector, 'connected'],
    ['with something to type', connection(), signInWithFieldsConnector, 'form'],
  ];
  for (const [title, details, connector, step] of FIRST) {
    it(`is what a dialog begins with, or another step is: ${title}, ${step}`, async () => {
      run = new SignInScenario({ connections: [details], connector });
      equal(run.model.step.name, step);
      if (step === 'sign-in') await run.server.call(1);
      deepEqual(run.paths, step === 'sign-in' ? [MINT] : []);
    });
  }

  it('is there before anybody can click it, for windows in the language of the dialog', async () => {
    run = new SignInScenario();
    equal(run.model.signIn.link, undefined);
    deepEqual((await run.server.call(1)).body, { values: {}, locale: 'de' });
    await run.respondWithLink(1);
    ok(!run.model.busy && !run.model.signIn.hasFailed);
  });

  it('is not asked for where no dialog is shown', () => {
    run = new SignInScenario({ connections: [connectedConnection()] });
    run.model.stop();
    run.model.replace();
    equal(run.model.step.name, 'sign-in');
    deepEqual(run.paths, []);
  });

  it('gives way to another before it is too old', async () => {
    run = new SignInScenario();
    await run.respondWithLink(1, createSignInResponse({ expiresInSeconds: 0.02 }));
    await run.respondWithLink(2, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
  });

  it('gives way in a page that nobody sees only when somebody comes back', async () => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    run = new SignInScenario();
    await run.respondWithLink(1, createSignInResponse({ expiresInSeconds: 0.01 }));
    while (run.model.signIn.link !== undefined) await new Promise((resolve) => setTimeout(resolve));
    equal(run.server.calls.length, 1);
    run.model.signIn.wake();
    await run.respondWithLink(2, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
  });

  for (const startPath of [
    'javascript:alert(1)',
    '//system.example/',
    '/\\system.example/',
    'https://system.example/',
  ]) {
    it(`goes nowhere but to this server: ${startPath}`, async () => {
      run = new SignInScenario();
      (await run.server.call(1)).respond(200, createSignInResponse({ startPath }));
      await run.until(() => run.model.signIn.hasFailed);
      equal(run.model.signIn.link, undefined);
    });
  }

  it('is asked for again only when the person wants that, where it could not be had', async () => {
    run = new SignInScenario();
    (await run.server.call(1)).drop();
    await run.until(() => run.model.signIn.hasFailed);
    deepEqual(run.model.step, { name: 'sign-in', problem: { code: 'unreachable', fields: [] }, replacing: false });
    run.model.signIn.wake();
    equal(run.server.calls.length, 1);
    run.model.signIn.retry();
    deepEqual(run.model.step, { name: 'sign-in', replacing: false });
    await run.respondWithLink(2);
    deepEqual(run.emittedEvents, []);
  });

  it('is for what was typed, which stays for whoever goes back', async () => {
    run = new SignInScenario({ connector: signInWithFieldsConnector });
    run.model.draft.set('shop', 'contoso');
    await run.model.connect();
    equal(run.model.step.name, 'sign-in');
    deepEqual((await run.server.call(1)).body, { values: { shop: 'contoso' }, locale: 'de' });
    await run.respondWithLink(1);
    run.model.back();
    deepEqual(run.model.step, { name: 'form', replacing: false });
    equal(run.model.signIn.link, undefined);
    equal(run.model.draft.get('shop'), 'contoso');
    await run.model.connect();
    await run.respondWithLink(2);
  });

  it('is not to be had for what is wrong, which is said where it was typed', async () => {
    run = new SignInScenario({ connector: signInWithFieldsConnector });
    await run.model.connect();
    (await run.server.call(1)).respond(
      422,
      errorResponse('invalid_request', { fields: [{ path: 'values.shop', message: 'm' }] }),
    );
    await run.waitForStep('form');
    deepEqual(run.model.step, {
      name: 'form',
      problem: { code: 'invalid_request', fields: ['shop'] },
      replacing: false,
    });
    deepEqual(run.emittedEvents, []);
  });

  it('is tried again without a way back where what was typed is not to blame', async () => {
    run = new SignInScenario({ connector: signInWithFieldsConnector });
    await run.model.connect();
    (await run.server.call(1)).respond(503, errorResponse('storage_unavailable'));
    await run.until(() => run.model.signIn.hasFailed);
    const problem = { code: 'storage_unavailable', fields: [] };
    deepEqual(run.model.step, { name: 'sign-in', problem, replacing: false });
  });

  it('is another one for each connection', async () => {
    run = new SignInScenario({ connections: [connection(), connection({ id: 2 })] });
    await run.respondWithLink(1);
    run.model.choose(2);
    equal(run.model.signIn.link, undefined);
    equal((await run.server.call(2)).path, '/session/connections/2/sign-ins');
  });

  it('is had with another session where the first was over', async () => {
    let renew: () => void = () => undefined;
    run = new SignInScenario({ renew: () => new Promise<void>((resolve) => (renew = resolve)) });
    (await run.server.call(1)).respond(401, errorResponse('session_expired'));
    await run.until(() => run.model.signIn.renewing);
    renew();
    await run.respondWithLink(2);
    ok(!run.model.signIn.renewing);
  });

  it('is asked for no more when the session is over for good, and again in the next', async () => {
    run = new SignInScenario();
    (await run.server.call(1)).respond(401, errorResponse('session_expired'));
    while (run.sessionErrors.length === 0) await new Promise((resolve) => setTimeout(resolve));
    deepEqual(run.paths, [MINT]);
    run.model.continueWith(new SessionClient('next'), [connection()]);
    run.model.signIn.resume();
    equal((await run.server.call(2)).authorization, 'Bearer next');
    await run.respondWithLink(2);
  });
});
