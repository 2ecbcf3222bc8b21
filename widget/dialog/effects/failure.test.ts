import { deepEqual, equal } from '../../testing/assert.ts';
import { connection } from '../../testing/fixtures.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { failureOf } from './failure.ts';

describe('a failure', () => {
  const refused = connection({ status: 'error', problem: { code: 'invalid_credentials', providerMessage: 'Bad key' } });

  it("has the provider's message", () => {
    const { providerMessage, connection: after } = failureOf(
      new RefusedError('invalid_credentials', 'no', { connection: refused }),
    );
    equal(providerMessage, 'Bad key');
    equal(after, refused);
  });

  it('does not have the message of an older problem of the connection', () => {
    equal(
      failureOf(new RefusedError('provider_unavailable', 'no', { connection: refused })).providerMessage,
      undefined,
    );
  });

  it('has no details if the server did not respond', () => {
    deepEqual(failureOf(new UnreachableError()), { code: 'unreachable', fields: [] });
  });
});
