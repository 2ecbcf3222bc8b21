/** Makes a style sheet that a document or a shadow tree can adopt, which no Content-Security-Policy forbids. */
export function makeSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
