import { z } from 'zod';

import { NAME_PATTERN } from '../connectors/definition.ts';

/** First parts of addresses that are the server's own, in lower case: no organization can have one as its name. */
const RESERVED_ORGANIZATIONS = new Set(
  (
    'api v1 v2 r oauth sign-in connect embed embedded code-mode direct_link assets static health healthz readyz ' +
    'metrics docs demo session webhooks console admin portal app .well-known'
  ).split(' '),
);

/** Second parts of addresses below an organization that are no connectors, in lower case. */
const RESERVED_CONNECTORS = new Set(['connector', 'connections', 'tenants', 'integrations']);

const name = z.string().regex(NAME_PATTERN, {
  error: 'must be 1 to 63 letters, digits, _ and -, beginning with a letter or digit',
  abort: true,
});

/** Key of an organization. */
export const organizationName = name.refine((text) => !RESERVED_ORGANIZATIONS.has(text.toLowerCase()), {
  error: 'cannot be the name of an organization: addresses of this server begin with it',
});

/** Key of a connector. */
export const connectorName = name.refine((text) => !RESERVED_CONNECTORS.has(text.toLowerCase()), {
  error: 'cannot be the name of a connector: addresses of this server contain it',
});

/** Key of an integration. Numbers are left to the `id`: both may stand in the same place of an address. */
export const integrationSlug = name.refine((text) => !/^\d+$/.test(text), {
  error: 'must not be digits alone: a number in an address is the `id` of an integration',
});

/** A name for people. */
export const displayName = z.string().trim().min(1).max(200);

/** An identifier that is only ever compared. */
export const opaqueId = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !/\p{Cc}/u.test(text), { error: 'must not contain control characters' });

/** A text that `issue` has something to say about, or not. */
export function textWithCheck(issue: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = issue(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}
