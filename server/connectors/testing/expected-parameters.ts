type StringMap = Readonly<Record<string, string>>;

/** What a vendor takes in a query or body. Anything else is an issue. */
export interface ExpectedParameters {
  /** Have to be there with this value. */
  readonly exact: StringMap;
  /** Have to be there. */
  readonly required?: readonly string[];
  /** Can be there. */
  readonly optional?: readonly string[];
}

/** Finds the first thing that is wrong with parameters. */
export function findParameterError(
  sent: Iterable<readonly [string, string]>,
  { exact, required = [], optional = [] }: ExpectedParameters,
): string | undefined {
  const pairs = [...sent];
  const values = new Map(pairs);
  const known = new Set([...Object.keys(exact), ...required, ...optional]);
  const [unknown] = [...values.keys()].filter((name) => !known.has(name));
  if (unknown !== undefined) return `there is no parameter ${unknown}`;
  if (values.size < pairs.length) return 'a parameter comes twice';
  const missing = required.find((name) => (values.get(name) ?? '') === '');
  if (missing !== undefined) return `${missing} is missing`;
  const wrong = Object.entries(exact).find(([name, value]) => values.get(name) !== value);
  return wrong && `${wrong[0]} is not ${wrong[1]} but ${values.get(wrong[0]) ?? 'missing'}`;
}

/** Finds the first header that is missing or has another value. */
export function findHeaderError(sent: Headers, expected: StringMap): string | undefined {
  const wrong = Object.entries(expected).find(([name, value]) => sent.get(name) !== value);
  return wrong && `the header ${wrong[0]} is not ${wrong[1]} but ${sent.get(wrong[0]) ?? 'missing'}`;
}
