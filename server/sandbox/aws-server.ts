import { AwsV4Signer } from 'aws4fetch';
import { Hono } from 'hono';

import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_AWS_KEY_ID,
  SANDBOX_AWS_REGION,
  SANDBOX_AWS_SECRET,
  SANDBOX_AWS_SERVICE,
} from './keys.ts';
import { logRequests } from './request-log.ts';
import type { SandboxContext, SandboxEnv, SandboxState } from './sandbox-env.ts';

/** The maximum clock skew of a client in seconds, as in AWS. */
const MAX_CLOCK_SKEW_SECONDS = 300;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(\S+?)\/(\d{8})\/(\S+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;

const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** A route that accepts requests with AWS Signature Version 4 and one access key. */
export function awsServer({ now, requestLog }: SandboxState) {
  return new Hono<SandboxEnv>().get('/me', logRequests(requestLog, 'me'), async (c) =>
    (await isSigned(c, now()))
      ? c.json({ user: { email: SANDBOX_ACCOUNT } })
      : c.json({ error: { message: 'The signature is wrong, or too old.' } }, 403),
  );
}

async function isSigned(c: SandboxContext, now: number): Promise<boolean> {
  const sent = c.req.header('authorization') ?? '';
  const [, keyId, day, scope, list = ''] = AUTHORIZATION.exec(sent) ?? [];
  const datetime = c.req.header('x-amz-date') ?? '';
  const names = list.split(';');
  if (keyId !== SANDBOX_AWS_KEY_ID || scope !== `${SANDBOX_AWS_REGION}/${SANDBOX_AWS_SERVICE}/aws4_request`)
    return false;
  if (!names.includes('host') || !names.includes('x-amz-date') || day !== datetime.slice(0, 8)) return false;
  const offMs = Math.abs(parseAmzDate(datetime) - now);
  if (!(offMs <= MAX_CLOCK_SKEW_SECONDS * 1_000)) return false;
  const signer = new AwsV4Signer({
    method: c.req.method,
    url: c.req.url,
    headers: Object.fromEntries(
      names.filter((name) => name !== 'host').map((name) => [name, c.req.header(name) ?? '']),
    ),
    accessKeyId: SANDBOX_AWS_KEY_ID,
    secretAccessKey: SANDBOX_AWS_SECRET,
    region: SANDBOX_AWS_REGION,
    service: SANDBOX_AWS_SERVICE,
    datetime,
    allHeaders: true,
  });
  return timingSafeEqualText(sent.slice(sent.lastIndexOf('=') + 1), await signer.signature());
}

/** Returns `NaN` for an invalid date. `NaN` is outside every limit. */
function parseAmzDate(datetime: string): number {
  return Date.parse(datetime.replace(DATE, '$1-$2-$3T$4:$5:$6Z'));
}
