import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { InvalidRequestError } from '../../errors.ts';
import { authenticator } from '../auth-types.ts';
import { readCredentials } from '../credentials.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import { signAwsRequest } from './aws-sigv4.ts';

const S3_KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: '',
  region: 'us-east-1',
  service: 's3',
};
const SUITE_KEY = {
  ...S3_KEY,
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  service: 'service',
};
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const S3_DATE = new Date('2013-05-24T00:00:00Z');
const SUITE_DATE = new Date('2015-08-30T12:36:00Z');

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

describe('the implementation reproduces the published signature', () => {
  // "Signature Calculations for the Authorization Header" in the reference of the API of S3, the Signature Version 4
  // test suite, and "Create a signed AWS API request" in the guide to IAM.
  for (const [name, request, key, at, signedHeaders, signature] of [
    [
      'of getting a part of an object',
      {
        url: 'https://examplebucket.s3.amazonaws.com/test.txt',
        headers: { range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY_HASH },
      },
      S3_KEY,
      S3_DATE,
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'of a query that is only a name',
      { url: 'https://examplebucket.s3.amazonaws.com/?lifecycle', headers: { 'x-amz-content-sha256': EMPTY_HASH } },
      S3_KEY,
      S3_DATE,
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'of listing objects',
      {
        url: 'https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J',
        headers: { 'x-amz-content-sha256': EMPTY_HASH },
      },
      S3_KEY,
      S3_DATE,
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
    [
      'get-vanilla',
      { url: 'https://example.amazonaws.com/', headers: {} },
      SUITE_KEY,
      SUITE_DATE,
      'host;x-amz-date',
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    ],
    [
      'get-vanilla-query-order-key-case',
      { url: 'https://example.amazonaws.com/?Param2=value2&Param1=value1', headers: {} },
      SUITE_KEY,
      SUITE_DATE,
      'host;x-amz-date',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'of listing users',
      { url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08', headers: FORM },
      { ...SUITE_KEY, service: 'iam' },
      SUITE_DATE,
      'content-type;host;x-amz-date',
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    ],
  ] as const) {
    test(name, async () => {
      const { headers } = await signAwsRequest({ ...request, url: new URL(request.url) }, key, at);
      const date = at.toISOString().slice(0, 10).replaceAll('-', '');
      assert.equal(
        headers['authorization'],
        `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${date}/us-east-1/${key.service}/aws4_request, ` +
          `SignedHeaders=${signedHeaders}, Signature=${signature}`,
      );
    });
  }
});

const define = (auth: Omit<Extract<ConnectorDefinitionInput['auth'], { type: 'aws_sigv4' }>, 'type'>, more = {}) =>
  connectorDefinitionSchema.parse({ name: 'Cloud', auth: { type: 'aws_sigv4', ...auth }, ...more });

const TYPED = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'the/secret+key' };

describe('a request', () => {
  test('is signed with the current time, its body and the session token', async () => {
    const definition = define({ service: 'sts', sessionToken: true });
    const credentials = await readCredentials(definition, { ...TYPED, session_token: ' st== \n', region: 'eu-west-1' });
    const request = {
      url: new URL('https://sts.example/?a=b%20c'),
      headers: { ...FORM, accept: 'application/json' },
      method: 'POST' as const,
      body: 'Action=GetCallerIdentity',
    };
    const sent = await authenticator(definition).authorize(credentials, request);
    const { authorization = '', 'x-amz-date': date = '', ...headers } = sent.headers;
    assert.deepEqual(
      { ...sent, headers },
      {
        ...request,
        headers: {
          ...request.headers,
          'x-amz-content-sha256': createHash('sha256').update(request.body).digest('hex'),
          'x-amz-security-token': 'st==',
        },
      },
    );
    const scope = `${date.slice(0, 8)}/eu-west-1/sts/aws4_request`;
    assert.ok(authorization.startsWith(`AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/${scope}, SignedHeaders=`));
    assert.match(
      authorization,
      /=accept;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    assert.ok(Math.abs(at - Date.now()) < 60_000);
    assert.doesNotMatch(JSON.stringify(sent), /secret\+key/);
  });

  test('uses the region of the definition, or of the input that the definition names', async () => {
    const inputs = { shard: { label: 'Region' } };
    for (const [definition, typed, region] of [
      [define({ service: 's3', region: 'auto' }), TYPED, 'auto'],
      [define({ service: 's3', region: '{shard}' }, { inputs }), { ...TYPED, shard: 'eu-west-1' }, 'eu-west-1'],
    ] as const) {
      const credentials = await readCredentials(definition, typed);
      const request = { url: new URL('https://s3.example/'), headers: {} };
      const { headers } = await authenticator(definition).authorize(credentials, request);
      assert.ok(headers['authorization']?.includes(`/${region}/s3/aws4_request`));
      assert.equal(headers['x-amz-content-sha256'], EMPTY_HASH);
    }
  });

  for (const [name, typed] of [
    ['access_key_id', { access_key_id: 'AKIA/secret' }],
    ['access_key_id', { access_key_id: 'AKIA, secret' }],
    ['region', { region: 'eu/secret' }],
    ['region', { region: 'eu secret' }],
    ['session_token', { session_token: 'secret\nX-Admin: 1' }],
  ] as const) {
    test(`is refused for the entered value ${JSON.stringify(typed)}`, async () => {
      const definition = define({ service: 's3', sessionToken: true });
      const all = { ...TYPED, session_token: 'st', region: 'eu-west-1', ...typed };
      await assert.rejects(readCredentials(definition, all), (error: unknown) => {
        assert.ok(error instanceof InvalidRequestError);
        assert.deepEqual(
          error.fields.map(({ path }) => path),
          [`values.${name}`],
        );
        assert.doesNotMatch(JSON.stringify(error.fields) + error.message, /secret/);
        return true;
      });
    });
  }
});

test('the fields are the key, and a session token and a region if they are necessary', () => {
  const names = (definition: ReturnType<typeof define>) =>
    authenticator(definition).fields.map(({ name, kind }) => [name, kind]);
  const key = [
    ['access_key_id', 'text'],
    ['secret_access_key', 'password'],
  ];
  assert.deepEqual(names(define({ service: 's3', region: 'auto' })), key);
  assert.deepEqual(names(define({ service: 's3', sessionToken: true })), [
    ...key,
    ['session_token', 'password'],
    ['region', 'text'],
  ]);
});
