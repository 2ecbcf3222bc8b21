import { z } from 'zod';
import type { TokenPerson } from '../../auth/organization-token.ts';
import { lazySchema } from '../../lazy-schema.ts';
import type { TenantPerson } from './tenant-object.ts';

const jsonObject = z.record(z.string(), z.json());

const sessionClaimsSchema = lazySchema(() =>
  z.strictObject({
    tenantKey: z.string(),
    userKey: z.string(),
    actor: z.strictObject({ id: z.string(), name: z.string().exactOptional() }),
    displayName: z.string().exactOptional(),
    fullName: z.string().exactOptional(),
    email: z.string().exactOptional(),
    integrations: z.array(z.string()),
    extraTenantInfo: jsonObject,
  }),
);

/**
 * Selects the claims that a session stores and repeats to the host page. The organization's credential is not among
 * them.
 */
export function sessionClaims(token: TokenPerson): Record<string, unknown> {
  const { tenantKey, userKey, actor, displayName, fullName, email, integrations, extraTenantInfo } = token;
  const claims = { tenantKey, userKey, actor, displayName, fullName, email, integrations, extraTenantInfo };
  // As they are read back from JSON.
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Reads back what {@link sessionClaims} wrote. */
export function readSessionClaims(claims: Readonly<Record<string, unknown>>): TenantPerson {
  return sessionClaimsSchema().parse(claims);
}
