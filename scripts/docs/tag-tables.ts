import { code, table } from './markdown.ts';
import { messageEvents } from './message-events.ts';
import type { SourceTypes } from './source-types.ts';
import type { Tag } from './tag.ts';

const OWN_EVENTS_FILE = 'widget/element/events.ts';

/** The table of attributes and properties. */
export function propertyTable({ members }: Tag): string {
  const rows = members
    .filter(({ kind }) => kind === 'field')
    .map((field) => [
      code(field.attribute ?? ''),
      code(field.name),
      code(field.type?.text ?? ''),
      oneLine(field.description),
    ]);
  return table(['attribute', 'property', 'type', 'meaning'], rows);
}

export function methodTable({ members }: Tag): string {
  const rows = members
    .filter(({ kind }) => kind === 'method')
    .map(({ name, parameters = [], description }) => [
      code(`${name}(${parameters.map((parameter) => parameter.name).join(', ')})`),
      oneLine(description),
    ]);
  return table(['method', 'meaning'], rows);
}

/** The table of events, with the fields that they add to `Event`. */
export function eventTable({ events }: Tag, sources: SourceTypes): string {
  const fieldsByClass = new Map(messageEvents(sources).map(({ className, fields }) => [className, fields]));
  const rows = events.map(({ name, type, description }) => {
    const fields = fieldsByClass.get(type.text) ?? sources.membersOf(OWN_EVENTS_FILE, type.text);
    return [code(name), code(type.text), code(sources.printAll(fields)), oneLine(description)];
  });
  return table(['event', 'class', 'fields', 'meaning'], rows);
}

/** The table of slots, parts and custom properties. */
export function stylingTable({ slots, cssParts, cssProperties }: Tag): string {
  const rows = (kind: string, entries: Tag['slots']) =>
    entries.map(({ name, description }) => [kind, code(name), oneLine(description)]);
  return table(
    ['', 'name', 'meaning'],
    [...rows('slot', slots), ...rows('part', cssParts), ...rows('custom property', cssProperties)],
  );
}

function oneLine(text = ''): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
