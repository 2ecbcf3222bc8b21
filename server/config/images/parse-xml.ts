import { ImageError } from './image-error.ts';

/** An element of a parsed file. Comments, the XML declaration and a document type without declarations are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/** Far more than a drawing needs, and few enough for recursive functions. */
const MAX_DEPTH = 64;

// XML 1.0, section 2.2. A browser shows no image with one of them.
const FORBIDDEN_CHARACTERS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

const NAME = '[A-Za-z_][\\w.:-]*';
const DECLARATION = /<\?xml\s[^?]*\?>/y;
const DOCUMENT_TYPE = /<!DOCTYPE[^[\]>]*>/y;
const START = new RegExp(`<(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const START_END = /\s*(\/?)>/y;
const END = new RegExp(`</(${NAME})\\s*>`, 'y');

const PREDEFINED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Parses the part of XML 1.0 that images use. Namespaces are not resolved: names keep their prefixes.
 *
 * Throws `ImageError` for what is not well-formed, and for every declaration and reference of an entity other than the
 * five of XML, because an entity can hide its content and expand without a limit.
 */
export function parseXml(text: string): XmlElement {
  return new XmlParser(text).parse();
}

class XmlParser {
  readonly #text: string;
  #position = 0;
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): XmlElement {
    if (FORBIDDEN_CHARACTERS.test(this.#text)) throw new ImageError('has control characters, which are not allowed');
    this.#take(DECLARATION);
    while (this.#position < this.#text.length) this.#step();
    if (!this.#root || this.#open.length > 0) throw this.#malformed();
    return this.#root;
  }

  #step(): void {
    if (this.#at('<!--')) this.#takeUntil('<!--', '-->');
    else if (this.#at('<![CDATA[')) this.#addText(this.#takeUntil('<![CDATA[', ']]>'));
    else if (this.#at('<!')) this.#documentType();
    else if (this.#at('<?')) throw new ImageError('has a processing instruction, which is not allowed');
    else if (this.#at('</')) this.#end();
    else if (this.#at('<')) this.#start();
    else this.#characters();
  }

  #documentType(): void {
    if (this.#take(DOCUMENT_TYPE)) return;
    throw new ImageError('has declarations in its document type, which are not allowed: remove <!DOCTYPE …>');
  }

  #start(): void {
    const [, name = ''] = this.#take(START) ?? [];
    if (name === '') throw this.#malformed();
    const attributes = new Map<string, string>();
    for (let found = this.#take(ATTRIBUTE); found; found = this.#take(ATTRIBUTE)) {
      const [, key = '', quoted, single] = found;
      if (attributes.has(key)) throw this.#malformed();
      attributes.set(key, decodeEntities(quoted ?? single ?? ''));
    }
    const end = this.#take(START_END);
    if (!end) throw this.#malformed();
    const element: OpenElement = { name, attributes, children: [] };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(element);
    else if (this.#root) throw this.#malformed();
    else this.#root = element;
    if (end[1] === '/') return;
    this.#open.push(element);
    if (this.#open.length > MAX_DEPTH) throw new ImageError(`has elements in more than ${MAX_DEPTH} levels`);
  }

  #end(): void {
    const [, name] = this.#take(END) ?? [];
    if (name === undefined || this.#open.pop()?.name !== name) throw this.#malformed();
  }

  #characters(): void {
    const next = this.#text.indexOf('<', this.#position);
    const end = next === -1 ? this.#text.length : next;
    const text = decodeEntities(this.#text.slice(this.#position, end));
    this.#addText(text);
    this.#position = end;
  }

  #addText(text: string): void {
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(text);
    else if (text.trim() !== '') throw this.#malformed();
  }

  #at(start: string): boolean {
    return this.#text.startsWith(start, this.#position);
  }

  /** Moves behind a match at the present position. The expression is sticky. */
  #take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#position;
    const found = expression.exec(this.#text);
    if (found) this.#position = expression.lastIndex;
    return found;
  }

  /** Moves behind a pair of delimiters, and returns what is between them. */
  #takeUntil(start: string, end: string): string {
    const from = this.#position + start.length;
    const to = this.#text.indexOf(end, from);
    if (to === -1) throw this.#malformed();
    this.#position = to + end.length;
    return this.#text.slice(from, to);
  }

  #malformed(): ImageError {
    const line = this.#text.slice(0, this.#position).split('\n').length;
    return new ImageError(`is not well-formed XML (line ${line})`);
  }
}

function decodeEntities(text: string): string {
  return text.replace(/&([^;&\s]*);?/g, (reference, name: string) => {
    const character = reference.endsWith(';') && Object.hasOwn(PREDEFINED_ENTITIES, name) && PREDEFINED_ENTITIES[name];
    if (character === false || character === undefined) {
      throw new ImageError(`has the entity ${reference.slice(0, 40)}, which is not allowed`);
    }
    return character;
  });
}
