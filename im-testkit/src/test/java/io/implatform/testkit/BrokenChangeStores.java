package io.implatform.testkit;

import io.implatform.core.model.ConversationId;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.ConversationStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Stores that break a rule about what was stored since. */
final class BrokenChangeStores {
    private BrokenChangeStores() {}

    /** Waits in vain, and so not for long. */
    private abstract static class Impatient extends ConversationStoreContract {
        @Override
        Duration patience() {
            return Duration.ofMillis(500);
        }
    }

    static class ListsTheLastNumberAlone extends Impatient {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Changes changes(long mark, int limit) {
                    Changes changes = super.changes(mark, limit);
                    List<Changes.Change> last = new ArrayList<>();
                    changes.conversations()
                            .forEach(change -> last.add(new Changes.Change(
                                    change.conversation(), change.last(), change.last(), change.version())));
                    return new Changes(last, changes.mark(), changes.more());
                }
            };
        }
    }

    static class ListsNoGroupsThatOnlyChange extends Impatient {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Changes changes(long mark, int limit) {
                    Changes changes = super.changes(mark, limit);
                    return new Changes(
                            changes.conversations().stream()
                                    .filter(change -> !(change.conversation() instanceof ConversationId.Group)
                                            || change.first() > 0)
                                    .toList(),
                            changes.mark(),
                            changes.more());
                }
            };
        }
    }

    static class IsSharedAndKeepsNoList extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public boolean isShared() {
                    return true;
                }

                @Override
                public Changes changes(long mark, int limit) {
                    return Changes.NOT_KEPT;
                }
            };
        }
    }

    /** As one that takes its mark when it has read what it lists. */
    static class SkipsWhatComesWhileItReads extends Impatient {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Changes changes(long mark, int limit) {
                    Changes changes = super.changes(mark, limit);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                    return new Changes(
                            changes.conversations(), super.changes(-1, 1).mark(), false);
                }
            };
        }
    }
}
