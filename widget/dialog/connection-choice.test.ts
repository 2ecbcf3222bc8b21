import { deepEqual, equal, ok, throws } from '../testing/assert.ts';
import { connectedConnection, connection } from '../testing/fixtures.ts';
import { ConnectionChoice } from './connection-choice.ts';

describe('the choice among connections', () => {
  const [first, second] = [connection(), connection({ id: 2 })];

  it('begins with one of them', () => {
    equal(new ConnectionChoice([first, second], 2).chosen, second);
    ok(throws(() => new ConnectionChoice([first], 2)) instanceof TypeError);
  });

  it('is of one of them, or stays as it was', () => {
    const choice = new ConnectionChoice([first, second], 1);
    equal(choice.choose(3), false);
    equal(choice.chosen, first);
    equal(choice.choose(2), true);
    equal(choice.chosen, second);
  });

  it('takes a newer list, unless the wanted one is not in it', () => {
    const choice = new ConnectionChoice([first], 1);
    const now = [connectedConnection(), second];
    equal(choice.choose(1, now), true);
    equal(choice.chosen, now[0]);
    equal(choice.all, now);
    equal(choice.choose(1, [second]), false);
    equal(choice.all, now);
  });

  it('takes each connection as it stands now, the chosen one and others', () => {
    const choice = new ConnectionChoice([first, second], 1);
    const [one, other] = [connectedConnection(), connectedConnection({ id: 2 })];
    choice.store(one);
    equal(choice.chosen, one);
    choice.store(other);
    equal(choice.chosen, one);
    deepEqual(choice.all, [one, other]);
  });

  it('keeps what was typed for each apart', () => {
    const choice = new ConnectionChoice([first, second], 1);
    choice.draft.set('api_key', 'typed');
    choice.choose(2);
    equal(choice.draft.get('api_key'), '');
    choice.choose(1);
    equal(choice.draft.get('api_key'), 'typed');
  });
});
