import { storeContract } from './store.contract.ts';
import { openTemporaryStore } from './testing/open-temporary-store.ts';

storeContract('SQLite', async () => {
  const { store, close } = await openTemporaryStore();
  return { ...store, close };
});
