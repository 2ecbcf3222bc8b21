import { deepEqual } from '../testing/assert.ts';
import {
  apiKeyConnector,
  connectedConnection,
  connection,
  signInConnector,
  signInWithFieldsConnector,
} from '../testing/fixtures.ts';
import { firstViews } from './chunks.ts';

describe('the views that a page shows first', () => {
  const subject = { kind: 'connector', connector: apiKeyConnector.name } as const;
  for (const [title, connector, connections, views] of [
    ['a connector with fields', apiKeyConnector, [connection()], ['form-step']],
    ['a sign-in', signInConnector, [connection()], ['sign-in-step']],
    ['a sign-in that asks for something first', signInWithFieldsConnector, [connection()], ['form-step']],
    ['a connection that works', apiKeyConnector, [connectedConnection()], ['connected-step']],
    ['a connection that stopped working', apiKeyConnector, [connection({ status: 'needs_reauth' })], ['form-step']],
    [
      'several connections',
      signInConnector,
      [connection(), connectedConnection({ id: 2 })],
      ['sign-in-step', 'connection-chooser'],
    ],
  ] as const) {
    it(`are right for ${title}`, () => {
      deepEqual(firstViews({ subject, connectors: [{ connector, connections }] }), views);
    });
  }

  it('are the list for a portal, which has no connection to show', () => {
    deepEqual(firstViews({ subject: { kind: 'portal' }, connectors: [] }), ['integrations']);
  });
});
