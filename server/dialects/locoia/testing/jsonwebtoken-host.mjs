// A back end that signs tokens with jsonwebtoken. Reads lines of JSON {"secret", "claims"}, and prints one token for each.
import { createInterface } from 'node:readline';
import jwt from 'jsonwebtoken';

const FOUR_DAYS = 4 * 24 * 60 * 60;

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, claims } = JSON.parse(line);
  const issuedAt = Math.floor(Date.now() / 1000);
  const payload = { iat: issuedAt, exp: issuedAt + FOUR_DAYS, ...claims };
  process.stdout.write(`${jwt.sign(payload, secret, { algorithm: 'HS256' })}\n`);
}
