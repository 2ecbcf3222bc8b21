type Texts = Readonly<Record<string, string>>;

/** What a vendor takes in a query or body. Anything else is a mistake. */
export interface ExpectedParameters {
  /** Have to be there with this value. */
  readonly exactly: Texts;
  /** Have to be there. */
  readonly some?: readonly string[];
  /** Can be there. */
  readonly maybe?: readonly string[];
}

/** Finds the first thing that is wrong with parameters. */
export function parameterMistake(
  sent: Iterable<readonly [string, string]>,
  { exactly, some = [], maybe = [] }: ExpectedParameters,
): string | undefined {
  const pairs = [...sent];
  const values = new Map(pairs);
  const known = new Set([...Object.keys(exactly), ...some, ...maybe]);
  const [unknown] = [...values.keys()].filter((name) => !known.has(name));
  if (unknown !== undefined) return `there is no parameter ${unknown}`;
  if (values.size < pairs.length) return 'a parameter comes twice';
  const missing = some.find((name) => (values.get(name) ?? '') === '');
  if (missing !== undefined) return `${missing} is missing`;
  const wrong = Object.entries(exactly).find(([name, value]) => values.get(name) !== value);
  return wrong && `${wrong[0]} is not ${wrong[1]} but ${values.get(wrong[0]) ?? 'missing'}`;
}

/** Finds the first header that is missing or has another value. */
export function headerMistake(sent: Headers, expected: Texts): string | undefined {
  const wrong = Object.entries(expected).find(([name, value]) => sent.get(name) !== value);
  return wrong && `the header ${wrong[0]} is not ${wrong[1]} but ${sent.get(wrong[0]) ?? 'missing'}`;
}
