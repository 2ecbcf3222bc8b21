import { z } from 'zod';

/** Names of inputs and fields, which templates contain in braces. */
const VALUE_NAME_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

/** Name of an input, field or captured value. */
export const valueName = z
  .string()
  .regex(VALUE_NAME_PATTERN, 'must be lower case letters, digits and _, beginning with a letter');

/** A short text from the configuration. */
export const shortText = z.string().min(1).max(200);

/** An address with `{name}` where a value goes, such as `https://{subdomain}.example.com/me`. */
export const urlTemplate = z
  .string()
  .regex(/^https?:\/\//, 'must begin with https:// (http:// for loopback in --dev)')
  .max(2000);

/** A header, query or body value with `{name}` where a value goes. */
export const valueTemplate = z.string().max(2000);

/** A field of the form. */
export const fieldSchema = z.strictObject({
  label: shortText.describe('What stands above the box.'),
  kind: z.enum(['text', 'password', 'email', 'url']).default('text').describe('`password` hides what is typed.'),
  required: z.boolean().default(true).describe('Whether it must be filled in.'),
  placeholder: shortText.optional().describe('Example shown in the empty box.'),
  help: shortText.optional().describe('A sentence under the box, such as where to find the value.'),
});

/** User name and password of HTTP Basic. */
export const basicTemplates = z.strictObject({
  username: valueTemplate.describe('`{name}` takes a field or input.'),
  password: valueTemplate.describe('`{name}` takes a field or input.'),
});
