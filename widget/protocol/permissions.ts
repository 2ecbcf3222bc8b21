/** What a person may do in a dialog. Every list of them includes what `view` allows. */
export const PERMISSIONS = ['view', 'connect', 'manage'] as const;

/**
 * One of {@link PERMISSIONS}. `view`: see connections. `connect`: connect and reconnect. `manage`: disconnect, rename and
 * delete.
 */
export type Permission = (typeof PERMISSIONS)[number];
