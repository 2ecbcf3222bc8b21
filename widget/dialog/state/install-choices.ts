import type { SettingOptionsResponse } from '../../protocol/installation.ts';
import type { StepProblem } from './dialog-state.ts';
import { type InstallState, type RemoteChoices, remotePaths } from './install-state.ts';

/** Whether a page shows choices of providers. Pages other than the form show the labels of chosen ones. */
export function showsChoices({ page }: InstallState): boolean {
  return page === 'settings' || page === 'review' || page === 'overview';
}

/** Starts to read the choices of providers that the present page shows. */
export function needChoices(install: InstallState): InstallState {
  if (!showsChoices(install)) return install;
  const { page, view, settings } = install;
  // The overview shows what is saved, also beside a draft.
  const shown = page === 'overview' ? (view.installation?.settings ?? settings) : settings;
  const missing = remotePaths({ view, settings: shown }, { isChosen: page !== 'settings' }).filter(
    (path) => !Object.hasOwn(install.choices, path),
  );
  if (missing.length === 0) return install;
  const empty: RemoteChoices = { query: '', turn: 1, isLoading: true, options: [], labels: {} };
  return { ...install, choices: { ...install.choices, ...Object.fromEntries(missing.map((path) => [path, empty])) } };
}

/** Reads the choices for a search text from the start. The present ones stay until then. */
export function searchChoices(install: InstallState, path: string, query: string): InstallState {
  return change(install, path, ({ turn }) => ({
    query,
    turn: turn + 1,
    isLoading: true,
    cursor: undefined,
    problem: undefined,
  }));
}

/** Reads the rest of a list. */
export function showMoreChoices(install: InstallState, path: string): InstallState {
  return change(install, path, ({ turn, nextCursor, isLoading }) =>
    nextCursor === undefined || isLoading
      ? {}
      : { turn: turn + 1, isLoading: true, cursor: nextCursor, problem: undefined },
  );
}

/** Stores choices that a provider offers. */
export function receiveChoices(install: InstallState, path: string, response: SettingOptionsResponse): InstallState {
  return change(install, path, ({ options, cursor, labels }) => ({
    isLoading: false,
    problem: undefined,
    options: cursor === undefined ? response.options : [...options, ...response.options],
    nextCursor: response.nextCursor,
    labels: {
      ...labels,
      ...Object.fromEntries(response.options.map(({ value, label }) => [JSON.stringify(value), label])),
    },
  }));
}

/** Stores why choices could not be read. */
export function failChoices(install: InstallState, path: string, problem: StepProblem): InstallState {
  return change(install, path, () => ({ isLoading: false, problem }));
}

function change(
  install: InstallState,
  path: string,
  changes: (choices: RemoteChoices) => Partial<RemoteChoices>,
): InstallState {
  const { choices } = install;
  const known = Object.hasOwn(choices, path) ? choices[path] : undefined;
  return known ? { ...install, choices: { ...choices, [path]: { ...known, ...changes(known) } } } : install;
}
