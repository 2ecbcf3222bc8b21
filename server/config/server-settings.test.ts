import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';

import { ConfigError } from './config-issue.ts';
import { readServerSettings } from './server-settings.ts';

const key = randomBytes(32);
const ENCRYPTION_KEYS = key.toString('base64');

describe('the settings of the server', () => {
  test('have defaults', () => {
    const { publicUrl, encryptionKeys, ...rest } = readServerSettings({ ENCRYPTION_KEYS }, { dev: false });
    assert.equal(publicUrl.href, 'http://localhost:4000/');
    assert.deepEqual(encryptionKeys, [new Uint8Array(key)]);
    assert.deepEqual(rest, {
      port: 4000,
      host: '0.0.0.0',
      databaseUrl: 'sqlite:./data/embed.db',
      logLevel: 'info',
      trustProxy: 0,
      egressAllow: [],
      eventStreamSeconds: 25,
      drainSeconds: 3,
      dev: false,
    });
  });

  test('stay on this machine and need no key in development', () => {
    const { host, encryptionKeys } = readServerSettings({}, { dev: true });
    assert.deepEqual([host, encryptionKeys], ['127.0.0.1', []]);
  });

  test('stop at once in development, unless they say otherwise', () => {
    assert.equal(readServerSettings({}, { dev: true }).drainSeconds, 0);
    assert.equal(readServerSettings({ DRAIN_SECONDS: '1.5' }, { dev: true }).drainSeconds, 1.5);
  });

  test('let an event stream last 50 s at most', () => {
    assert.equal(readServerSettings({ EVENT_STREAM_SECONDS: '28' }, { dev: true }).eventStreamSeconds, 28);
  });

  test('are read from the environment', () => {
    const settings = readServerSettings(
      {
        PORT: '8080',
        HOST: '::1',
        PUBLIC_URL: 'https://connect.acme.com/',
        DATABASE_URL: 'sqlite:/var/lib/embed/embed.db',
        ENCRYPTION_KEYS: `${ENCRYPTION_KEYS}, ${randomBytes(32).toString('base64')}`,
        LOG_LEVEL: 'debug',
        TRUST_PROXY: '2',
        EVENT_STREAM_SECONDS: '10',
        EGRESS_ALLOW: '10.1.0.0/16, fd00::/8',
        DRAIN_SECONDS: '5',
      },
      { dev: false },
    );
    const { publicUrl, encryptionKeys, ...rest } = settings;
    assert.equal(publicUrl.origin, 'https://connect.acme.com');
    assert.equal(encryptionKeys.length, 2);
    assert.deepEqual(rest, {
      port: 8080,
      host: '::1',
      databaseUrl: 'sqlite:/var/lib/embed/embed.db',
      logLevel: 'debug',
      trustProxy: 2,
      egressAllow: ['10.1.0.0/16', 'fd00::/8'],
      eventStreamSeconds: 10,
      drainSeconds: 5,
      dev: false,
    });
  });

  test('take an empty variable for one that is not set', () => {
    assert.equal(readServerSettings({ ENCRYPTION_KEYS, PORT: '', TRUST_PROXY: '' }, { dev: false }).port, 4000);
  });

  for (const [text, proxies] of [
    ['true', 1],
    ['false', 0],
    ['0', 0],
    ['3', 3],
  ] as const) {
    test(`count ${proxies} proxies for TRUST_PROXY=${text}`, () => {
      assert.equal(readServerSettings({ ENCRYPTION_KEYS, TRUST_PROXY: text }, { dev: false }).trustProxy, proxies);
    });
  }

  const guessable = Buffer.from('hunter2hunter2 and 17 characters').toString('base64');
  const short = randomBytes(31).toString('base64');
  const refused: readonly (readonly [name: string, text: string, path: string, message: RegExp])[] = [
    ['PORT', '65536', 'PORT', /0 to 65535/],
    ['PORT', '0x50', 'PORT', /0 to 65535/],
    ['PORT', '-1', 'PORT', /0 to 65535/],
    ['DRAIN_SECONDS', '6', 'DRAIN_SECONDS', /0 to 5/],
    ['DRAIN_SECONDS', '-1', 'DRAIN_SECONDS', /0 to 5/],
    ['DRAIN_SECONDS', '1s', 'DRAIN_SECONDS', /0 to 5/],
    ['EVENT_STREAM_SECONDS', '0', 'EVENT_STREAM_SECONDS', /1 to 28/],
    ['EVENT_STREAM_SECONDS', '29', 'EVENT_STREAM_SECONDS', /1 to 28/],
    ['HOST', 'a b', 'HOST', /without a port/],
    ['PUBLIC_URL', 'connect.acme.com', 'PUBLIC_URL', /full address/],
    ['PUBLIC_URL', 'http://connect.acme.com', 'PUBLIC_URL', /https/],
    ['PUBLIC_URL', 'https://connect.acme.com/widget', 'PUBLIC_URL', /alone/],
    ['PUBLIC_URL', 'https://connect.acme.com?a', 'PUBLIC_URL', /alone/],
    ['PUBLIC_URL', 'https://hunter2hunter2@connect.acme.com', 'PUBLIC_URL', /user name/],
    ['DATABASE_URL', 'postgres://u:hunter2hunter2@db/embed', 'DATABASE_URL', /later version/],
    ['DATABASE_URL', 'postgresql://u:hunter2hunter2@db/embed', 'DATABASE_URL', /later version/],
    ['DATABASE_URL', 'mysql://u:hunter2hunter2@db/embed', 'DATABASE_URL', /sqlite:/],
    ['DATABASE_URL', 'sqlite:', 'DATABASE_URL', /sqlite:/],
    ['ENCRYPTION_KEYS', '', 'ENCRYPTION_KEYS', /required/],
    ['ENCRYPTION_KEYS', short, 'ENCRYPTION_KEYS[0]', /exactly 32 bytes/],
    ['ENCRYPTION_KEYS', key.toString('hex'), 'ENCRYPTION_KEYS[0]', /exactly 32 bytes/],
    ['ENCRYPTION_KEYS', ENCRYPTION_KEYS.replace('=', ''), 'ENCRYPTION_KEYS[0]', /padded/],
    ['ENCRYPTION_KEYS', `${ENCRYPTION_KEYS},`, 'ENCRYPTION_KEYS[1]', /exactly 32 bytes/],
    ['ENCRYPTION_KEYS', `${ENCRYPTION_KEYS},${ENCRYPTION_KEYS}`, 'ENCRYPTION_KEYS[1]', /twice/],
    ['ENCRYPTION_KEYS', `${ENCRYPTION_KEYS},${guessable}`, 'ENCRYPTION_KEYS[1]', /guessed.*openssl rand -base64 32/],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL', /one of silent, fatal/],
    ['TRUST_PROXY', 'yes', 'TRUST_PROXY', /true, false/],
    ['TRUST_PROXY', '11', 'TRUST_PROXY', /at most 10/],
    ['EGRESS_ALLOW', '10.1.0.0/16,10.1.0.0', 'EGRESS_ALLOW[1]', /block of addresses/],
    ['EGRESS_ALLOW', '10.1.0.0/33', 'EGRESS_ALLOW[0]', /block of addresses/],
  ];
  for (const [name, text, path, message] of refused) {
    test(`refuse ${name}=${text} and do not repeat it`, () => {
      assert.throws(
        () => readServerSettings({ ENCRYPTION_KEYS, [name]: text }, { dev: false }),
        (error) => {
          assert(error instanceof ConfigError);
          assert.deepEqual(
            error.issues.map((issue) => issue.path),
            [path],
          );
          assert.match(error.issues[0]?.message ?? '', message);
          for (const secret of ['hunter2', ENCRYPTION_KEYS, guessable]) assert(!error.message.includes(secret));
          return true;
        },
      );
    });
  }

  test('refuse a reverse proxy in development, through which other machines reach the server', () => {
    assert.throws(
      () => readServerSettings({ TRUST_PROXY: '1' }, { dev: true }),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.issues.map(({ path }) => path),
          ['TRUST_PROXY'],
        );
        return true;
      },
    );
    assert.equal(readServerSettings({ TRUST_PROXY: '0' }, { dev: true }).trustProxy, 0);
  });

  test('refuse an encryption key that can be guessed in development too', () => {
    assert.throws(() => readServerSettings({ ENCRYPTION_KEYS: guessable }, { dev: true }), ConfigError);
  });
  const outside: readonly (readonly [name: string, text: string])[] = [
    ['HOST', '0.0.0.0'],
    ['HOST', '::'],
    ['HOST', '192.168.1.4'],
    ['HOST', 'localhost.example'],
    ['PUBLIC_URL', 'https://connect.acme.com'],
    ['PUBLIC_URL', 'https://127.0.0.1.example.com'],
  ];
  for (const [name, text] of outside) {
    test(`refuse ${name}=${text} in development, and take it otherwise`, () => {
      assert.throws(
        () => readServerSettings({ [name]: text }, { dev: true }),
        (error) => {
          assert(error instanceof ConfigError);
          const [issue, ...others] = error.issues;
          assert.deepEqual([issue?.path, others], [name, []]);
          assert.match(issue?.message ?? '', /loopback.*--dev/);
          return true;
        },
      );
      readServerSettings({ ENCRYPTION_KEYS, [name]: text }, { dev: false });
    });
  }

  for (const host of ['127.0.0.1', '127.0.0.2', '::1', 'localhost']) {
    test(`take ${host} in development`, () => {
      const PUBLIC_URL = `http://${host === '::1' ? '[::1]' : host}:4000`;
      assert.equal(readServerSettings({ HOST: host, PUBLIC_URL }, { dev: true }).host, host);
    });
  }

  test('report every issue at once', () => {
    assert.throws(
      () => readServerSettings({ PORT: 'a', LOG_LEVEL: 'b', EGRESS_ALLOW: 'c,d' }, { dev: false }),
      (error) => {
        assert(error instanceof ConfigError);
        assert.deepEqual(
          error.issues.map(({ path }) => path),
          ['PORT', 'ENCRYPTION_KEYS', 'LOG_LEVEL', 'EGRESS_ALLOW[0]', 'EGRESS_ALLOW[1]'],
        );
        return true;
      },
    );
  });
});
