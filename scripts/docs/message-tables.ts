import ts from 'typescript';
import { code, table } from './markdown.ts';
import type { SourceTypes } from './source-types.ts';

const FILE = 'widget/protocol/native-messages.ts';

/** The table of the frame's messages: type, payload and description. */
export function frameMessageTable(sources: SourceTypes): string {
  return messageTable(sources, 'FRAME_MESSAGE_GUARDS', 'FrameMessage');
}

/** The table of the host page's messages. */
export function hostMessageTable(sources: SourceTypes): string {
  return messageTable(sources, 'HOST_MESSAGE_GUARDS', 'HostMessage');
}

function messageTable(sources: SourceTypes, guards: string, union: string): string {
  const payloads = payloadsByType(sources, union);
  const named = new Map<string, ts.Type>();

  const rows = sources
    .typeOf(sources.find(FILE, guards))
    .getProperties()
    .map((entry) => {
      const payload = payloads.get(entry.name);
      if (!payload) throw new Error(`${union} has no ${entry.name}.`);
      for (const { type } of sources.propertiesOf(payload)) {
        if (isInterface(type)) named.set(sources.print(type), type);
      }
      return [code(entry.name), code(objectText(sources, payload)), sources.docOf(entry)];
    });

  const explained = Array.from(named, ([name, type]) => `\n${code(name)} is ${code(objectText(sources, type))}.`);
  return [table(['type', 'payload', 'meaning'], rows), ...explained].join('\n');
}

function payloadsByType(sources: SourceTypes, union: string): ReadonlyMap<string, ts.Type> {
  const type = sources.typeOf(sources.find(FILE, union));
  const members = type.isUnion() ? type.types : [type];
  return new Map(
    members.map((member) => {
      const properties = new Map(sources.propertiesOf(member).map((property) => [property.name, property.type]));
      const [name, payload] = [properties.get('type'), properties.get('payload')];
      if (!name?.isStringLiteral() || !payload) throw new Error(`A member of ${union} is not a message.`);
      return [name.value, payload];
    }),
  );
}

function isInterface(type: ts.Type): boolean {
  return type.isClassOrInterface() && (type.symbol.flags & ts.SymbolFlags.Interface) !== 0;
}

function objectText(sources: SourceTypes, type: ts.Type): string {
  return `{${sources.printAll(sources.propertiesOf(type))}}`;
}
