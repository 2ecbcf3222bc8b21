import { deepEqual, equal, ok } from '../testing/assert.ts';
import { type Connection, EmbedConnection, type EmbedConnectionEventMap, ExitEvent } from './define.ts';
import { EmbedErrorEvent, SuccessEvent } from './events.ts';
import { FRAME_PAGE, MountedTag } from './testing/mounted-tag.ts';

const connection: Connection = {
  id: 1,
  connector: 'hubspot',
  name: 'Sales',
  status: 'connected',
  connected: true,
  verified: true,
};

describe('listeners of the tag', () => {
  it('receive events with the right type, without a cast', () => {
    const received: unknown[] = [];
    const tag = document.createElement('embed-connection');
    tag.addEventListener('success', (event) => received.push(event.connection.name, event.receipt?.length));
    tag.addEventListener('exit', ({ reason }) =>
      received.push(reason satisfies 'escape' | 'closed' | 'cancelled' | 'finished'),
    );
    tag.addEventListener('error', function (event) {
      // @ts-expect-error: not the `ErrorEvent` that other elements have.
      received.push(event.lineno, event.code.length, this.src);
    });
    tag.addEventListener('click', ({ clientX }) => received.push(clientX));
    // On any element, because the events bubble. There, `error` has the type that the browser defines.
    document.createElement('div').addEventListener('height-change', ({ height }) => received.push(height));
    tag.dispatchEvent(new SuccessEvent({ connection, receipt: 'abc' }));
    tag.dispatchEvent(new ExitEvent({ reason: 'closed' }));
    tag.dispatchEvent(new EmbedErrorEvent({ code: 'internal', message: 'm', displayMessage: 'd' }));
    deepEqual(received, ['Sales', 3, 'closed', undefined, 8, undefined]);
  });

  it('can be removed', () => {
    const received: string[] = [];
    const tag = document.createElement('embed-connection');
    const listener = ({ code }: EmbedConnectionEventMap['error']) => received.push(code);
    tag.addEventListener('error', listener);
    tag.removeEventListener('error', listener);
    tag.dispatchEvent(new EmbedErrorEvent({ code: 'internal', message: 'm', displayMessage: 'd' }));
    deepEqual(received, []);
  });
});

describe('the event of a message', () => {
  it('has the fields of the message, without its nonce and without fields that the tag does not know', async () => {
    const tag = new MountedTag({ src: FRAME_PAGE, token: 't' });
    try {
      deepEqual(await tag.event('ready'), {});
      tag.view.post('success', { connection, receipt: 'abc', later: 1, type: 'exit' });
      deepEqual(await tag.event('success'), { connection, receipt: 'abc' });
      const installation = { id: 3, integration: { id: 7, slug: 'sync', name: 'Sync' }, status: 'installed' };
      tag.view.post('installation-change', { installation });
      deepEqual(await tag.event('installation-change'), { installation });
      tag.view.post('navigation', { view: 'settings' });
      deepEqual(await tag.event('navigation'), { view: 'settings' });
    } finally {
      tag.remove();
    }
  });
});

describe('the script of the tag', () => {
  it('defines it once, even if it is loaded several times', async () => {
    equal(customElements.get('embed-connection'), EmbedConnection);
    const again = new URL('./define.ts?again', import.meta.url).href;
    const module: unknown = await import(again);
    ok(typeof module === 'object' && module !== null && 'EmbedConnection' in module);
    equal(customElements.get('embed-connection'), EmbedConnection);
  });
});
