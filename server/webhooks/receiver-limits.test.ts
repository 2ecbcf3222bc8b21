import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ReceiverLimits } from './receiver-limits.ts';

const ACME = { organization: 'acme', origin: 'https://a.example' };

function limits() {
  const clock = { now: 1_800_000_000_000 };
  const options = { perOrigin: 3, perOrganization: 5, perOriginAndSecond: 4 };
  return { clock, limits: new ReceiverLimits(options, () => clock.now) };
}

describe('attempts that may start', () => {
  test('are limited for an organization at one origin, and at all of its origins', () => {
    const { limits: places } = limits();
    for (let count = 0; count < 3; count += 1) places.start(ACME);
    assert.equal(places.free(ACME), 0);
    assert.equal(places.free({ ...ACME, origin: 'https://b.example' }), 2);
    places.end(ACME, true);
    assert.equal(places.free(ACME), 1);
  });

  test('are not limited by what another organization does at the same origin, unless it is too much in one second', () => {
    const { limits: places, clock } = limits();
    const globex = { ...ACME, organization: 'globex' };
    for (let count = 0; count < 3; count += 1) places.start(globex);
    assert.equal(places.free(ACME), 1);
    clock.now += 1000;
    assert.equal(places.free(ACME), 3);
  });

  test('are one after a failure, until an attempt succeeds', () => {
    const { limits: places, clock } = limits();
    places.start(ACME);
    places.end(ACME, false);
    clock.now += 1000;
    assert.equal(places.free(ACME), 1);
    places.start(ACME);
    assert.equal(places.free(ACME), 0);
    places.end(ACME, undefined);
    assert.equal(places.free(ACME), 1);
    places.start(ACME);
    places.end(ACME, true);
    clock.now += 1000;
    assert.equal(places.free(ACME), 3);
  });
});
