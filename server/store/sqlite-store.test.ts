import { storeContract } from './store.contract.ts';
import { openTemporaryStore } from './testing/open-temporary-store.ts';

storeContract('SQLite', async () => {
  const temporary = await openTemporaryStore();
  return { ...temporary.store, close: () => temporary.close() };
});
