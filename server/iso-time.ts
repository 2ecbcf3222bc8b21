/** Formats milliseconds since 1970 as an RFC 3339 timestamp in UTC. Keeps `null`. */
export function isoTime(ms: number): string;
export function isoTime(ms: number | null): string | null;
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
