import { z } from 'zod';
import type { StoredFlow } from '../../store/flow-store.ts';
import type { Store } from '../../store/store.ts';
import type { SecretPlace, Vault } from '../../store/vault.ts';

const secretsSchema = z.strictObject({
  /** Inputs of the connector. */
  values: z.record(z.string(), z.string()),
  /** What a window asks for that was opened in an unexpected place. */
  code: z.string().exactOptional(),
  /** The run that was begun with the system. */
  run: z
    .strictObject({ state: z.string(), location: z.string(), kept: z.record(z.string(), z.string()) })
    .exactOptional(),
});

/** What a flow knows and nobody may read who has the database alone. */
export type FlowSecrets = z.output<typeof secretsSchema>;

/** Writes the secrets of a flow for its row. */
export function sealSecrets(
  vault: Vault,
  flow: Pick<StoredFlow, 'organization' | 'tenantId' | 'id'>,
  secrets: FlowSecrets,
) {
  return vault.seal(placeOf(flow), JSON.stringify(secrets));
}

/** Reads the secrets of a flow that is not over. `undefined`: they are gone, and so the flow is over by now. */
export async function openSecrets(
  { store, vault }: { readonly store: Pick<Store, 'flows'>; readonly vault: Vault },
  flow: Pick<StoredFlow, 'organization' | 'tenantId' | 'id'>,
): Promise<FlowSecrets | undefined> {
  const sealed = await store.flows.secrets(flow, flow.id);
  return sealed && secretsSchema.parse(JSON.parse(vault.open(placeOf(flow), sealed)));
}

function placeOf({ organization, tenantId, id }: Pick<StoredFlow, 'organization' | 'tenantId' | 'id'>): SecretPlace {
  return { organization, tenantId, record: `flow:${id}`, field: 'secrets' };
}
