import { NotFoundError } from '../errors.ts';
import type { SuccessDetails } from '../pages/page-dialect.ts';
import type { DialectDeps } from './dialect.ts';

/** Makes the details of the success message: a signed statement for the host's back end. */
export function receiptDetails({ useCaseDeps, receipts }: DialectDeps): SuccessDetails {
  return async ({ scope, context }, { id, connector, name, status, verified }) => {
    const { organization, tenantId } = scope;
    const tenant = await useCaseDeps.store.tenants.find(organization, tenantId);
    if (!tenant) throw new NotFoundError('This tenant does not exist.');
    const connection = { id, connector, name, connected: status === 'connected', verified };
    const { userKey, state } = context;
    const statement = { organization, tenantKey: tenant.key, userKey, state, connection };
    return { receipt: await receipts.sign(statement, useCaseDeps.now()), ...(state !== null && { state }) };
  };
}
