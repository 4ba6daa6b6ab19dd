package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.Limit;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that is alone, and a store whose answer to a commit is lost: what is stored is told all the same. */
class LateCommitTest {

    private static final class LosingStore extends StoreInBetween<MemoryStore> {
        volatile boolean loses;

        LosingStore() {
            super(new MemoryStore());
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public List<Outcome> commit(List<? extends Write> batch) {
            List<Outcome> outcomes = super.commit(batch);
            if (loses) {
                throw new StoreException("lost during a commit, and whether it is stored is not known");
            }
            return outcomes;
        }
    }

    private final LosingStore store = new LosingStore();

    private Chat start(long headCheckMillis) {
        return Chat.start(
                builder -> builder.store(store).limits(Chat.LIMITS.with(Limit.HEAD_CHECK_MILLIS, headCheckMillis)));
    }

    @Test
    void whatIsStoredThoughItsCommitFailedIsToldToThoseWhoAreHere() {
        try (Chat chat = start(50)) {
            Client alice = chat.join("alice");
            Client bob = chat.join("bob");
            assertThat(alice.ask("CREATE dev")).startsWith("OK CREATE ");
            assertThat(bob.ask("JOIN dev")).startsWith("OK JOIN ");

            store.loses = true;
            assertThat(alice.ask("MESSAGE to all")).startsWith("ERR STORE_UNAVAILABLE ");
            assertThat(bob.event()).isEqualTo("MESSAGE alice to all");
            assertThat(alice.ask("PRIVATE bob to one")).startsWith("ERR STORE_UNAVAILABLE ");
            assertThat(bob.event()).isEqualTo("PRIVATE alice to one");
            assertThat(alice.ask("GROUP dev to some")).startsWith("ERR STORE_UNAVAILABLE ");
            assertThat(bob.event()).isEqualTo("GROUP dev alice to some");
        }
    }

    @Test
    void whatFollowsWhatIsStoredThoughItsCommitFailedIsToldBehindIt() {
        try (Chat chat = start(600_000)) {
            Client alice = chat.join("alice");
            Client bob = chat.join("bob");

            store.loses = true;
            assertThat(alice.ask("MESSAGE first")).startsWith("ERR STORE_UNAVAILABLE ");
            store.loses = false;
            assertThat(alice.ask("MESSAGE second")).isEqualTo("OK MESSAGE 2");

            assertThat(bob.events(2)).containsExactly("MESSAGE alice first", "MESSAGE alice second");
        }
    }

    @Test
    void whatIsSentAgainUnderItsIdIsToldOnce() {
        try (Chat chat = start(50)) {
            chat.register("alice");
            Client alice = chat.loginJson("alice");
            Client bob = chat.join("bob");
            String request = "{'type':'message','id':'once','text':'hi'}";

            store.loses = true;
            assertThat(alice.askJson(request)).contains("STORE_UNAVAILABLE");
            store.loses = false;
            assertThat(alice.askJson(request)).contains("'seq':1");
            assertThat(chat.login("alice").ask("MESSAGE the end")).isEqualTo("OK MESSAGE 2");

            assertThat(bob.eventsBefore("MESSAGE alice the end")).containsExactly("MESSAGE alice hi");
        }
    }
}
