package io.implatform.testkit;

import io.implatform.core.memory.MemoryStore;

/** The store in memory hands over and takes over. */
class StoreTransferContractTest extends StoreTransferContract<MemoryStore> {
    @Override
    protected MemoryStore open() {
        return new MemoryStore();
    }
}
