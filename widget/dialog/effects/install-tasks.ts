import type { InstallEvent, InstallWork } from '../state/install-state.ts';
import type { SessionClient } from './session-client.ts';

/** Performs a call or a wait of an install flow. */
type PerformInstallWork = (
  work: InstallWork,
  client: SessionClient,
  signal: AbortSignal,
) => Promise<InstallEvent | undefined>;

/** Holds the function that performs them. `perform` is unset until the code of install flows has loaded. */
export const installTaskPerformer: { perform?: PerformInstallWork } = {};
