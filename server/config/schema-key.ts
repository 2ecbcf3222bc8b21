import { z } from 'zod';

import { CLAIMS_SYSTEMS } from '../dialects/settings.ts';
import { opaqueId } from './schema-texts.ts';

const commonFields = {
  id: opaqueId.optional().describe("Compared to a token's `kid`, if it has one."),
};

const HS256_ONLY = 'is for HS256 only';
const withoutClaims = { claims: notAllowedHere(HS256_ONLY), account: notAllowedHere(HS256_ONLY) };

const publicKeyFields = {
  publicKey: z.string().min(1).optional().describe('Public key in PEM. Line ends may be written as \\n.'),
  publicKeyFile: z.string().min(1).optional().describe('File of the public key, relative to this file.'),
  secret: notAllowedHere('is for HS256 only; this algorithm needs `publicKey` or `publicKeyFile`'),
};

const withoutVendor = { vendorId: notAllowedHere('is for RS256 only') };
const noPublicKey = 'is not for HS256, which needs a `secret`';

const hs256 = z.strictObject({
  alg: z.literal('HS256').describe('Signed with a secret that both sides know.'),
  secret: z.string().describe('At least 32 random bytes. Take it from the environment.'),
  publicKey: notAllowedHere(noPublicKey),
  publicKeyFile: notAllowedHere(noPublicKey),
  claims: z
    .enum(CLAIMS_SYSTEMS)
    .optional()
    .describe('Signs tokens with the claims of this embed system, and no others.'),
  account: opaqueId.optional().describe('With `claims`: signs tokens of this one account, and no others.'),
  ...withoutVendor,
  ...commonFields,
});

const rs256 = z.strictObject({
  alg: z.literal('RS256').describe('Signed with an RSA key of 2048 bits or more.'),
  ...publicKeyFields,
  vendorId: opaqueId
    .optional()
    .describe('Signs tokens of direct links, which name the organization by this id, and no others.'),
  ...withoutClaims,
  ...commonFields,
});

const otherAsymmetric = z.strictObject({
  alg: z.enum(['ES256', 'EdDSA']).describe('ES256: a P-256 key. EdDSA: an Ed25519 key.'),
  ...publicKeyFields,
  ...withoutVendor,
  ...withoutClaims,
  ...commonFields,
});

/** A key that signs embed tokens of an organization. Whether it is any good is not checked here: see `importKeys`. */
export const keySchema = z
  .discriminatedUnion('alg', [hs256, rs256, otherAsymmetric])
  .describe('A key that signs embed tokens: a secret for HS256, a public key for the rest.');

/** What {@link keySchema} gives: the key itself is not imported yet. */
export type KeyInput = z.output<typeof keySchema>;

/** A setting of another algorithm, so that the issue can say more than that it is unknown. */
function notAllowedHere(error: string) {
  return z.never({ error }).optional().describe('Not for this algorithm.');
}
