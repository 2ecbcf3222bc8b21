import { sandboxConnectors } from '../connectors.ts';

/**
 * Connectors with a sign-in at the sandbox, by name, each with one behaviour.
 *
 * @param baseUrl The sandbox's address.
 * @param behaviours Such as `auto+rotate`. See `BEHAVIOURS`.
 */
export function connectorsWithBehaviour(
  baseUrl: string,
  behaviours: Readonly<Record<string, string>>,
): Readonly<Record<string, object>> {
  const text = JSON.stringify(sandboxConnectors(baseUrl)['sandbox-oauth']);
  const entries = Object.entries(behaviours).map(([name, behaviour]) => {
    return [name, JSON.parse(text.replaceAll('/oauth/', `/oauth/${behaviour}/`)) as object] as const;
  });
  return Object.fromEntries(entries);
}
