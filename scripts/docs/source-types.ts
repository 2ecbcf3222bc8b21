import ts from 'typescript';

/** A property, as the documentation shows it. */
export interface PropertyView {
  readonly name: string;
  /** Its doc comment, or an empty string. */
  readonly description: string;
  readonly optional: boolean;
  readonly type: ts.Type;
}

/** Reads types and doc comments of the widget's sources with the TypeScript compiler. */
export class SourceTypes {
  readonly #program: ts.Program;
  readonly checker: ts.TypeChecker;

  /** Reads the files of a compiler configuration. Throws if it cannot be read. */
  constructor(configFile: string) {
    const parsed = ts.getParsedCommandLineOfConfigFile(configFile, undefined, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    });
    if (!parsed) throw new Error(`${configFile} cannot be read.`);
    this.#program = ts.createProgram(parsed.fileNames, parsed.options);
    this.checker = this.#program.getTypeChecker();
  }

  /** Finds a top-level declaration of a file, exported or not. Throws if there is none. */
  find(file: string, name: string): ts.Symbol {
    const names = (this.#program.getSourceFile(file)?.statements ?? []).flatMap((statement) => {
      if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((one) => one.name);
      return ts.isClassDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? [statement.name] : [];
    });
    const found = names.find((one) => one?.getText() === name);
    const symbol = found && this.checker.getSymbolAtLocation(found);
    if (!symbol) throw new Error(`${file} has no ${name}.`);
    return symbol;
  }

  /** The type that a symbol declares, or the type of its value. */
  typeOf(symbol: ts.Symbol): ts.Type {
    return symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class)
      ? this.checker.getDeclaredTypeOfSymbol(symbol)
      : this.checker.getTypeOfSymbol(symbol);
  }

  /** A doc comment as Markdown, in one line. */
  docOf(symbol: ts.Symbol): string {
    return ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .replaceAll(/\{@link\s+([^}\s]+)\s*\}/g, '`$1`')
      .replaceAll(/\s+/g, ' ')
      .trim();
  }

  /** The text of one tag of a doc comment, in one line. Empty if the comment does not have the tag. */
  tagOf(symbol: ts.Symbol, name: string): string {
    const tag = symbol.getJsDocTags(this.checker).find((one) => one.name === name);
    return ts.displayPartsToString(tag?.text).replaceAll(/\s+/g, ' ').trim();
  }

  /** The type that a guard function accepts. Throws if the type is not a guard. */
  guardedType(guard: ts.Type): ts.Type {
    const [signature] = guard.getCallSignatures();
    const accepted = signature && this.checker.getTypePredicateOfSignature(signature)?.type;
    if (!accepted) throw new Error(`${this.checker.typeToString(guard)} is not a guard.`);
    return accepted;
  }

  /** The properties of an object type, with inherited ones, in source order. */
  propertiesOf(type: ts.Type): readonly PropertyView[] {
    return type.getProperties().map((property) => this.#view(property));
  }

  /** The members that a class declares itself, without inherited ones. */
  membersOf(file: string, className: string): readonly PropertyView[] {
    return Array.from(this.find(file, className).members?.values() ?? [])
      .filter((member) => member.flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Accessor))
      .map((member) => this.#view(member));
  }

  /** Formats properties as names with types. */
  printAll(properties: readonly PropertyView[]): string {
    return properties
      .map(({ name, optional, type }) => `${name}${optional ? '?' : ''}: ${this.print(type)}`)
      .join(', ');
  }

  /** Formats a type: with values in place of alias names, and without `undefined`, `null` and `readonly`. */
  print(type: ts.Type): string {
    const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
    const parts = type.isUnion() ? type.types.filter((part) => !(part.flags & nothing)) : [type];
    // The compiler represents `boolean` as a union.
    if (parts.some((part) => part.flags & ts.TypeFlags.BooleanLiteral)) return 'boolean';
    // `ErrorCode | (string & {})` is an open union: show it as `string`.
    if (parts.some((part) => part.isIntersection())) return 'string';
    // The compiler's order of union members depends on what it has checked before.
    const names = parts.map((part) => this.#name(part, parts.length > 1)).sort();
    return names.join(' | ');
  }

  #view(symbol: ts.Symbol): PropertyView {
    const type = this.typeOf(symbol);
    const mayBeUndefined = type.isUnion() && type.types.some((part) => part.flags & ts.TypeFlags.Undefined);
    const optional = mayBeUndefined || (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    return { name: symbol.name, description: this.docOf(symbol), optional, type };
  }

  #name(type: ts.Type, among: boolean): string {
    if (type.isStringLiteral()) return `'${type.value}'`;
    const name = this.checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
    if (among && type.getCallSignatures().length > 0) return `(${name})`;
    return name.replace(/^Readonly<(.*)>$/, '$1');
  }
}
