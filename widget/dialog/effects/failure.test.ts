import { deepEqual, equal } from '../../testing/assert.ts';
import { connection } from '../../testing/fixtures.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { failureOf } from './failure.ts';

describe('a failure', () => {
  const refused = connection({ status: 'error', problem: { code: 'invalid_credentials', providerMessage: 'Bad key' } });

  it('has the words of the provider', () => {
    const { providerMessage, connection: after } = failureOf(
      new RefusedError('invalid_credentials', 'no', { connection: refused }),
    );
    equal(providerMessage, 'Bad key');
    equal(after, refused);
  });

  it('does not take an older problem of the connection for what the provider said now', () => {
    equal(
      failureOf(new RefusedError('provider_unavailable', 'no', { connection: refused })).providerMessage,
      undefined,
    );
  });

  it('has no details where the server did not answer', () => {
    deepEqual(failureOf(new UnreachableError()), { code: 'unreachable', fields: [] });
  });
});
