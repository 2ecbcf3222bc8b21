/** Tells whether a text is base64 in the one form that encoding its bytes gives: standard alphabet, padded. */
export function isCanonicalBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}
