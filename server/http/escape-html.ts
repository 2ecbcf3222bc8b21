const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for HTML, between tags or in a quoted attribute (HTML, section 13.3). */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML_ESCAPES[sign] ?? sign);
}
