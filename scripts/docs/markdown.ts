/** Formats inline code. Returns an empty string for an empty string. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** Formats a table. Each cell is one line of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // A `|` ends a cell even inside code (GitHub Flavored Markdown, section 4.10).
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
