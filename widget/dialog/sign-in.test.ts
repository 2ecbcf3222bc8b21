import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { connectedConnection, connection, createSignInResponse, errorResponse } from '../testing/fixtures.ts';
import { SignInScenario } from '../testing/sign-in-scenario.ts';
import { SessionClient } from './session-client.ts';

const MINT = 'POST /session/connections/1/sign-ins';
const EVENTS = 'GET /session/sign-ins/7/events';
const READ = 'GET /session/sign-ins/7';
const CANCEL = 'DELETE /session/sign-ins/7';

describe('a sign-in at a system', () => {
  let run: SignInScenario;

  afterEach(() => run.dispose());

  describe('shows how far it has come', () => {
    it('from the click on, and asks for nothing else meanwhile', async () => {
      run = new SignInScenario({ connections: [connection(), connection({ id: 2 })] });
      await run.respondWithLink(1);
      const stream = await run.open(2);
      deepEqual(run.model.step, { name: 'signing-in', flow: { status: 'created' }, replacing: false });
      ok(run.model.busy);
      run.model.choose(2);
      equal(run.model.chosen.id, 1);
      const { step } = run.model;
      stream.send({ status: 'created' });
      stream.send({ status: 'confirming', code: '123456' });
      await run.until(() => run.model.step !== step);
      deepEqual(run.model.step, {
        name: 'signing-in',
        flow: { status: 'confirming', code: '123456' },
        replacing: false,
      });
      stream.send({ status: 'started' });
      stream.send({ status: 'exchanging' });
      await run.until(() => run.progress === 'exchanging');
      deepEqual(run.paths, [MINT, EVENTS]);
    });

    it('to success, of which the host hears as after any other', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      stream.send({ status: 'succeeded', connection: connectedConnection(), successDetails: { tenant: { id: 7 } } });
      await run.waitForStep('connected');
      ok(run.server.calls[1]?.signal?.aborted === true, 'the stream is over');
      deepEqual(run.eventTypes, ['connection-status-change', 'success']);
      const [, success] = run.emittedEvents;
      ok(success?.type === 'success');
      deepEqual(success.details, { tenant: { id: 7 } });
      equal(run.model.signIn.link, undefined);
    });

    it('to success with another account than before', async () => {
      run = new SignInScenario({ connections: [connectedConnection({ account: 'ben@contoso.example' })] });
      run.model.replace();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      stream.send({ status: 'succeeded', connection: connectedConnection(), previousAccount: 'ben@contoso.example' });
      await run.waitForStep('connected');
      deepEqual(run.model.step, { name: 'connected', disconnecting: false, previousAccount: 'ben@contoso.example' });
    });

    it('to a failure, of which the host hears as of a refused attempt, and then with another link', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
      stream.send({ status: 'failed', problem, connection: connection({ status: 'error', problem }) });
      await run.waitForStep('sign-in');
      deepEqual(run.model.step, { name: 'sign-in', problem: { ...problem, fields: [] }, replacing: false });
      deepEqual(
        run.emittedEvents.map((event) => event.type === 'connection-status-change' && event.connection.error),
        [en['problem.provider_denied.title']],
      );
      const { step } = run.model;
      await run.respondWithLink(3, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
      equal(run.model.step, step, 'the problem stays as it is');
    });

    it('to a failure that leaves the present connection as it was', async () => {
      run = new SignInScenario({ connections: [connectedConnection()] });
      run.model.replace();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      stream.send({ status: 'failed', problem: { code: 'sign_in_expired' }, connection: connectedConnection() });
      await run.waitForStep('sign-in');
      ok(run.model.step.name === 'sign-in' && run.model.step.replacing);
      run.model.keep();
      equal(run.model.step.name, 'connected');
    });

    it('to its end by somebody else, and then with another link', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      stream.send({ status: 'cancelled' });
      await run.waitForStep('sign-in');
      deepEqual(run.model.step, { name: 'sign-in', replacing: false });
      await run.respondWithLink(3, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('even if the link was followed from a menu', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      run.model.signIn.wake();
      (await run.server.call(2)).respond(200, { status: 'started' });
      await run.waitForStep('signing-in');
      await run.server.call(3);
      deepEqual(run.paths, [MINT, READ, EVENTS]);
    });

    it('not while nobody has followed it', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      run.model.signIn.wake();
      const look = await run.server.call(2);
      look.respond(200, { status: 'created' });
      await look.read;
      // What follows from the answer has happened by then.
      await new Promise((resolve) => setTimeout(resolve));
      equal(run.model.step.name, 'sign-in');
      equal(run.model.signIn.link, createSignInResponse().startPath);
    });

    it('not of a link that was given up at the moment of the click', async () => {
      run = new SignInScenario({ connections: [connection(), connection({ id: 2 })] });
      await run.respondWithLink(1);
      run.model.signIn.open();
      run.model.choose(2);
      await run.server.call(2);
      await new Promise((resolve) => setTimeout(resolve));
      equal(run.model.step.name, 'sign-in');
      deepEqual(run.paths, [MINT, 'POST /session/connections/2/sign-ins']);
    });

    it('or gets another link where the first has given way to newer ones', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      run.model.signIn.wake();
      (await run.server.call(2)).respond(404, errorResponse('not_found'));
      await run.respondWithLink(3, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
      deepEqual(run.paths, [MINT, READ, MINT]);
    });

    it('in a session that was renewed meanwhile, and says nothing twice', async () => {
      run = new SignInScenario({
        renew: () => {
          run.model.continueWith(new SessionClient('next'), [connectedConnection()]);
          return Promise.resolve();
        },
      });
      await run.respondWithLink(1);
      run.model.signIn.open();
      (await run.server.call(2)).respond(401, errorResponse('session_expired'));
      const call = await run.server.call(3);
      equal(call.authorization, 'Bearer next');
      equal(run.model.step.name, 'signing-in');
      call.stream().send({ status: 'succeeded', connection: connectedConnection() });
      await run.waitForStep('connected');
      deepEqual(run.eventTypes, ['connection-status-change', 'success']);
    });

    it('again when the dialog is shown again after its end', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      await run.open(2);
      run.model.stop();
      ok(run.server.calls[1]?.signal?.aborted === true);
      equal(run.model.step.name, 'signing-in');
      run.model.signIn.resume();
      const stream = (await run.server.call(3)).stream();
      stream.send({ status: 'succeeded', connection: connectedConnection() });
      await run.waitForStep('connected');
      deepEqual(run.paths, [MINT, EVENTS, EVENTS]);
    });
  });

  describe('is cancelled', () => {
    const cancel = async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      stream.send({ status: 'started' });
      await run.until(() => run.progress === 'started');
      void run.model.cancel();
      const call = await run.server.call(3);
      deepEqual(run.paths, [MINT, EVENTS, CANCEL]);
      deepEqual(run.model.step, { name: 'sign-in', replacing: false });
      equal(run.model.signIn.link, undefined, 'the old link is of no use');
      return call;
    };

    it('and begins anew', async () => {
      (await cancel()).respond(200, { status: 'cancelled' });
      await run.respondWithLink(4, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
      deepEqual(run.emittedEvents, []);
    });

    it('too late: it is being finished', async () => {
      (await cancel()).respond(200, { status: 'exchanging' });
      await run.waitForStep('signing-in');
      (await run.server.call(4)).stream().send({ status: 'succeeded', connection: connectedConnection() });
      await run.waitForStep('connected');
    });

    it('too late: it is finished', async () => {
      (await cancel()).respond(200, { status: 'succeeded', connection: connectedConnection(), successDetails: {} });
      await run.waitForStep('connected');
      deepEqual(run.eventTypes, ['connection-status-change', 'success']);
    });

    it('and begins anew even if the server does not answer', async () => {
      (await cancel()).drop();
      await run.respondWithLink(4, createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' }));
    });

    it('in a session that is over, which ends the dialog', async () => {
      (await cancel()).respond(401, errorResponse('session_expired'));
      while (run.sessionErrors.length === 0) await new Promise((resolve) => setTimeout(resolve));
      deepEqual(run.paths, [MINT, EVENTS, CANCEL]);
    });

    it('not while it is being finished', async () => {
      run = new SignInScenario();
      await run.respondWithLink(1);
      const stream = await run.open(2);
      stream.send({ status: 'exchanging' });
      await run.until(() => run.progress === 'exchanging');
      void run.model.cancel();
      equal(run.model.step.name, 'signing-in');
      equal(run.server.calls.length, 2);
    });
  });
});
