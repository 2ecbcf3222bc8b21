/** Finds the known name that a misspelled one most likely means. `undefined`: none is close. */
export function closestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = normalize(name);
  const ranked = Array.from(known, (candidate) => ({
    candidate,
    distance: editDistance(wanted, normalize(candidate)),
  }));
  const [best] = ranked.sort((one, other) => one.distance - other.distance);
  // A third of the letters may be wrong: with more, names that have nothing to do with each other come close.
  return best && best.distance <= Math.max(1, Math.floor(wanted.length / 3)) ? best.candidate : undefined;
}

/** Only this much of a name is compared: the time grows with the product of both lengths. */
const MAX_COMPARED_LENGTH = 60;

/** `allowed_origins` and `AllowedOrigins` are `allowedOrigins`. */
function normalize(name: string): string {
  return name
    .slice(0, MAX_COMPARED_LENGTH)
    .replace(/[\s_-]/g, '')
    .toLowerCase();
}

/** How many letters have to be added, removed, replaced or swapped with their neighbour (optimal string alignment). */
function editDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          (last[column] ?? Infinity) + 1,
          (current[column - 1] ?? Infinity) + 1,
          (last[column - 1] ?? Infinity) + (isSame ? 0 : 1),
          isSwapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last.at(-1) ?? 0;
}
