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

/** Longest `data:` URL of an image: 100 KiB, of which each byte may be written as `%20`. */
const MAX_IMAGE_SOURCE_LENGTH = 310_000;

/** Path or `data:` URL of an image. The image itself is checked when the configuration loads. */
export const imageSource = z
  .string()
  .regex(/^data:|\.(?:svg|png)$/i, { error: 'must be a file that ends in .svg or .png, or a data: URL of one' })
  .max(MAX_IMAGE_SOURCE_LENGTH);

/** A language tag. */
export const languageTag = z.string().refine(isLanguageTag, { error: 'must be a language tag, such as en or pt-BR' });

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

const label = shortText.describe('What stands above the box.');

const hintTexts = {
  placeholder: shortText.optional().describe('Example shown in the empty box.'),
  help: shortText.optional().describe('A sentence under the box, such as where to find the value.'),
};

const translatableTexts = {
  ...hintTexts,
  'x-i18n': z
    .record(languageTag, z.strictObject({ label: label.optional(), ...hintTexts }))
    .optional()
    .describe('Translations of `label`, `placeholder` and `help`, by language tag.'),
};

/** Texts of a field that every provider has, such as a password. */
export const namedFieldSchema = z.strictObject({
  label: shortText
    .optional()
    .describe('What stands above the box. Default: the usual name of the field, in the language of the reader.'),
  ...translatableTexts,
});

/** A field of the form. */
export const fieldSchema = z.strictObject({
  label,
  kind: z.enum(['text', 'password', 'email', 'url']).default('text').describe('`password` hides what is typed.'),
  required: z.boolean().default(true).describe('Whether it must be filled in.'),
  ...translatableTexts,
});

/** User name and password of HTTP Basic. */
export const basicTemplates = z.strictObject({
  username: valueTemplate.describe('`{name}` takes a field or input.'),
  password: valueTemplate.describe('`{name}` takes a field or input.'),
});
