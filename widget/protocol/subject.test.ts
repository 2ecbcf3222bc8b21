import { deepEqual, equal } from '../testing/assert.ts';
import { apiKeyConnector, connection, passwordConnector } from '../testing/fixtures.ts';
import { selectedConnection } from './subject.ts';

const first = { connector: apiKeyConnector, connections: [connection({ id: 1 }), connection({ id: 2 })] };
const second = { connector: passwordConnector, connections: [connection({ id: 3 })] };
const connectors = [first, second];

describe('the selected connection', () => {
  it("is the connection that the subject names, with its connector and the connector's other connections", () => {
    deepEqual(selectedConnection({ subject: { kind: 'connection', connectionId: 2 }, connectors }), {
      ...first,
      connection: first.connections[1],
    });
    deepEqual(selectedConnection({ subject: { kind: 'connection', connectionId: 3 }, connectors }), {
      ...second,
      connection: second.connections[0],
    });
  });

  it('is undefined if no connector has the connection that the subject names', () => {
    equal(selectedConnection({ subject: { kind: 'connection', connectionId: 4 }, connectors }), undefined);
  });

  for (const subject of [
    { kind: 'connector', connector: apiKeyConnector.name },
    { kind: 'integration', integration: 'orders' },
    { kind: 'portal' },
  ] as const) {
    it(`is the first connection of the first connector for the subject ${subject.kind}`, () => {
      equal(selectedConnection({ subject, connectors })?.connection.id, 1);
    });

    it(`is undefined if the first connector has no connection, for the subject ${subject.kind}`, () => {
      equal(selectedConnection({ subject, connectors: [{ ...first, connections: [] }, second] }), undefined);
      equal(selectedConnection({ subject, connectors: [] }), undefined);
    });
  }
});
