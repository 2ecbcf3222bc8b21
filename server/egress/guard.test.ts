import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isLoopback, parseCidr, blockedRange } from './guard.ts';

const NO_EXCEPTIONS = { allow: [], allowLoopback: false };
const allowing = (...blocks: string[]) => ({ allow: blocks.map(parseCidr), allowLoopback: false });

describe('without an allow list', () => {
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
  ]) {
    test(`${address} is allowed`, () => assert.equal(blockedRange(address, NO_EXCEPTIONS), undefined));
  }

  for (const [address, range] of [
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['100.64.0.0', 'carrierGradeNat'],
    ['100.100.100.200', 'carrierGradeNat'],
    ['100.127.255.255', 'carrierGradeNat'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['168.63.129.16', 'cloudHost'],
    ['169.254.169.254', 'linkLocal'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.192', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.1', 'private'],
    ['198.18.0.0', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.7', 'reserved'],
    ['203.0.113.7', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::7f00:1', 'ipv4Compatible'],
    ['::127.0.0.1', 'ipv4Compatible'],
    ['::8.8.8.8', 'ipv4Compatible'],
    ['::ffff:127.0.0.1', 'ipv4Mapped'],
    ['::ffff:8.8.8.8', 'ipv4Mapped'],
    ['::ffff:a9fe:a9fe', 'ipv4Mapped'],
    ['::ffff:0:10.0.0.1', 'rfc6145'],
    ['64:ff9b::10.0.0.1', 'rfc6052'],
    ['64:ff9b::8.8.8.8', 'rfc6052'],
    ['64:ff9b:1::a9fe:a9fe', 'rfc6052'],
    ['100::1', 'discard'],
    ['2001::1', 'teredo'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'deprecatedOrchid'],
    ['2001:20::1', 'orchid2'],
    ['2001:db8::1', 'reserved'],
    ['2002:7f00:1::1', '6to4'],
    ['2002:808:808::1', '6to4'],
    ['3fff::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'segmentRouting'],
    ['fc00::1', 'uniqueLocal'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['fe80::1', 'linkLocal'],
    ['fe80::1%eth0', 'linkLocal'],
    ['fec0::1', 'deprecatedSiteLocal'],
    ['ff02::1', 'multicast'],
    ['127.1', 'unreadable'],
    ['0x7f000001', 'unreadable'],
    ['010.0.0.1', 'unreadable'],
    ['2130706433', 'unreadable'],
    ['localhost', 'unreadable'],
    ['', 'unreadable'],
  ] as const) {
    test(`${address || 'nothing'} is refused as ${range}`, () =>
      assert.equal(blockedRange(address, NO_EXCEPTIONS), range));
  }
});

describe('an allow list', () => {
  for (const [address, blocks, range] of [
    ['10.1.2.3', ['10.0.0.0/8'], undefined],
    ['10.1.2.3', ['10.1.2.0/24', '192.168.0.0/16'], undefined],
    ['10.1.3.3', ['10.1.2.0/24'], 'private'],
    ['fd00::5', ['fd00::/8'], undefined],
    ['fc00::5', ['fd00::/8'], 'uniqueLocal'],
    ['127.0.0.1', ['127.0.0.1/32'], undefined],
    ['::1', ['127.0.0.0/8'], 'loopback'],
    ['10.0.0.1', ['::/0'], 'private'],
    ['fe80::1', ['0.0.0.0/0'], 'linkLocal'],
    ['::ffff:10.0.0.1', ['10.0.0.0/8'], 'ipv4Mapped'],
    ['::ffff:10.0.0.1', ['::ffff:0:0/96'], 'ipv4Mapped of private'],
    ['::ffff:10.0.0.1', ['::ffff:0:0/96', '10.0.0.0/8'], undefined],
    ['::ffff:8.8.8.8', ['::ffff:0:0/96'], undefined],
    ['::127.0.0.1', ['::/96'], 'ipv4Compatible of loopback'],
    ['64:ff9b::8.8.8.8', ['64:ff9b::/96'], undefined],
    ['64:ff9b::169.254.169.254', ['64:ff9b::/96'], 'rfc6052 of linkLocal'],
    ['64:ff9b:1::8.8.8.8', ['64:ff9b:1::/48'], undefined],
    ['64:ff9b:1::10.0.0.1', ['64:ff9b:1::/48'], 'rfc6052 of private'],
    ['2002:808:808::1', ['2002::/16'], undefined],
    ['2002:a00:1::1', ['2002::/16'], '6to4 of private'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', ['2001::/32'], 'teredo of reserved'],
    ['2001:0:4136:e378:8000:63bf:f7f7:f7f7', ['2001::/32'], undefined],
    ['2001:0:a00:1:8000:63bf:f7f7:f7f7', ['2001::/32'], 'teredo of private'],
  ] as const) {
    test(`${blocks.join(' and ')} ${range === undefined ? 'allows' : 'does not allow'} ${address}`, () =>
      assert.equal(blockedRange(address, allowing(...blocks)), range));
  }
});

describe('loopback for development', () => {
  const policy = { allow: [], allowLoopback: true };
  for (const address of ['127.0.0.1', '127.0.0.2', '::1']) {
    test(`${address} is allowed`, () => assert.equal(blockedRange(address, policy), undefined));
  }
  for (const address of ['10.0.0.1', '0.0.0.0', '::', '::ffff:127.0.0.1', '::127.0.0.1', '169.254.169.254']) {
    test(`${address} is refused`, () => assert.notEqual(blockedRange(address, policy), undefined));
  }
  for (const [address, expected] of [
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', false],
    ['126.0.0.1', false],
    ['localhost', false],
  ] as const) {
    test(`${address} ${expected ? 'is' : 'is not'} this machine`, () => assert.equal(isLoopback(address), expected));
  }
});

describe('a block of addresses', () => {
  for (const text of [
    '',
    '10.0.0.0',
    '10/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    'x/8',
    '010.0.0.0/8',
    '10.0.0.0/8 ',
  ]) {
    test(`cannot be ${JSON.stringify(text)}`, () => assert.throws(() => parseCidr(text), TypeError));
  }
});
