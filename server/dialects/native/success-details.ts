import { NotFoundError } from '../../errors.ts';
import type { SuccessDetails } from '../../routes/session.ts';
import type { DialectDeps } from '../dialect.ts';

/** What the message of success carries: a signed statement of it, for the host's back end. */
export function successDetails({ useCaseDeps, receipts }: DialectDeps): SuccessDetails {
  return async ({ scope, context }, { id, connector, name, status, verified }) => {
    const { organization, tenantId } = scope;
    const tenant = await useCaseDeps.store.tenants.find(organization, tenantId);
    if (!tenant) throw new NotFoundError('There is no such tenant.');
    const connection = { id, connector, name, connected: status === 'connected', verified };
    const statement = { organization, tenantKey: tenant.key, userKey: context.userKey, connection };
    return { receipt: await receipts.sign(statement, useCaseDeps.now()) };
  };
}
