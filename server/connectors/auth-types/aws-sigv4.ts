import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { AuthOf, AuthType, OutboundRequest } from '../auth-type.ts';
import { withHeader } from '../auth-type.ts';
import { fieldView } from '../field-view.ts';
import type { Values } from '../template.ts';
import { expandWith, headerSafe, unusableValueError } from '../template.ts';

/** An AWS access key with the region and service that it signs for. */
export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only for temporary keys. Empty for other keys. */
  readonly sessionToken: string;
  readonly region: string;
  readonly service: string;
}

/** The auth type for AWS Signature Version 4, which many providers with an API like S3 use too. */
export const awsSigV4: AuthType<AuthOf<'aws_sigv4'>> = {
  untrimmedFields: [],

  fields: ({ region, sessionToken }) => [
    fieldView('access_key_id', { kind: 'text', required: true }),
    fieldView('secret_access_key', { kind: 'password', required: true }),
    ...(sessionToken ? [fieldView('session_token', { kind: 'password', required: true })] : []),
    ...(region === undefined ? [fieldView('region', { kind: 'text', required: true, placeholder: 'us-east-1' })] : []),
  ],

  async authorize({ auth, values }, _tokens, request) {
    const key = {
      accessKeyId: headerPart(values, 'access_key_id'),
      secretAccessKey: values['secret_access_key'] ?? '',
      sessionToken: headerSafe(values['session_token'] ?? '', 'session_token'),
      region: expandWith(auth.region ?? '{region}', values, (_value, name) => headerPart(values, name)),
      service: auth.service,
    };
    const hash = createHash('sha256')
      .update(request.body ?? '')
      .digest('hex');
    // S3 and a few other services require this header, and all accept it. Without it, S3 bodies would not be signed.
    return signAwsRequest(withHeader(request, 'x-amz-content-sha256', hash), key, new Date());
  },
};

/** Returns the request signed for the time `at`. Providers refuse a time that is more than a few minutes off. */
export async function signAwsRequest(request: OutboundRequest, key: AwsKey, at: Date): Promise<OutboundRequest> {
  const { sessionToken, ...rest } = key;
  const { headers } = await new AwsV4Signer({
    ...rest,
    ...(sessionToken !== '' && { sessionToken }),
    method: request.method ?? 'GET',
    url: request.url.href,
    headers: request.headers,
    ...(request.body !== undefined && { body: request.body }),
    datetime: at.toISOString().replace(/[:-]|\.\d{3}/g, ''),
    // Otherwise the library would not sign the content type, which AWS requires.
    allHeaders: true,
  }).sign();
  return { ...request, headers: Object.fromEntries(headers) };
}

/** Returns a value for the `Authorization` header, which separates its parts with slashes, commas and blanks. */
function headerPart(values: Values, name: string): string {
  const value = values[name] ?? '';
  if (!/^[\w.+@-]+$/.test(value)) throw unusableValueError(name, 'This contains characters that cannot be sent.');
  return value;
}
