/**
 * Replaces the text between the two markers of each section: `<!-- name:start -->` and `<!-- name:end -->`.
 *
 * Throws if a section has no markers, or has them more than once.
 */
export function fillSections(text: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((filled, [name, content]) => {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
    const [before, rest, ...more] = filled.split(start);
    const [, after, ...others] = rest?.split(end) ?? [];
    if (before === undefined || after === undefined || more.length + others.length > 0) {
      throw new Error(`The page needs ${start} and ${end} exactly once, in this order.`);
    }
    return `${before}${start}\n\n${content}\n\n${end}${after}`;
  }, text);
}
