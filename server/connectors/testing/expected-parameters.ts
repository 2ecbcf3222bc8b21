type StringMap = Readonly<Record<string, string>>;

/** The parameters that a provider expects in a query or body. Any other parameter is an error. */
export interface ExpectedParameters {
  /** Required, with exactly this value. */
  readonly exact: StringMap;
  /** Required, with any value. */
  readonly required?: readonly string[];
  /** Allowed. */
  readonly optional?: readonly string[];
}

/** Finds the first error in parameters. */
export function findParameterError(
  sent: Iterable<readonly [string, string]>,
  { exact, required = [], optional = [] }: ExpectedParameters,
): string | undefined {
  const pairs = [...sent];
  const values = new Map(pairs);
  const known = new Set([...Object.keys(exact), ...required, ...optional]);
  const [unknown] = [...values.keys()].filter((name) => !known.has(name));
  if (unknown !== undefined) return `there is no parameter ${unknown}`;
  if (values.size < pairs.length) return 'a parameter is repeated';
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
