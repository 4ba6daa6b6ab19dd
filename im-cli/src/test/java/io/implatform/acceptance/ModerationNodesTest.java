package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Sanction;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.ModerationStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is imposed on one node holds on the others. */
class ModerationNodesTest {
    private final MemoryStore memory = new MemoryStore();
    private final List<Chat> nodes = new ArrayList<>();

    /** The part of the store that its servers share, and that none of them closes. */
    private record SharedModeration(ModerationStore store) implements ModerationStore {
        @Override
        public List<Sanction> sanctions() {
            return store.sanctions();
        }

        @Override
        public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
            return store.impose(sanction, limit, entry);
        }

        @Override
        public boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
            return store.lift(kind, subject, entry);
        }

        @Override
        public void append(AuditEntry entry) {
            store.append(entry);
        }

        @Override
        public List<AuditRecord> audit(long after, Instant since, int limit) {
            return store.audit(after, since, limit);
        }

        @Override
        public void close() {}
    }

    private Chat node(MessageRouter router) {
        StoreInBetween<MemoryStore> shared = new StoreInBetween<>(memory) {
            @Override
            public void close() {}
        };
        Chat node = Chat.start(builder -> builder.store(shared)
                .moderation(new SharedModeration(memory))
                .router(router)
                .limits(Chat.LIMITS.with(Limit.SANCTION_REFRESH_MILLIS, 100)));
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(Chat::close);
        memory.close();
    }

    @Test
    void mutes_and_bans_hold_on_the_other_nodes_too_and_end_there() {
        MemoryRouter router = new MemoryRouter();
        Chat one = node(router);
        Chat other = node(router.newNode());
        one.register("Mod", "bob", "carol");
        one.server().administration().setRole("Mod", AccountRole.MODERATOR);
        Client mod = one.login("Mod");
        Client bob = other.login("bob");
        Client carol = other.login("carol");

        assertThat(mod.ask("MUTE carol")).isEqualTo("OK MUTE carol");
        Awaitility.await().until(() -> carol.ask("STATUS online hello").startsWith("ERR MUTED "));
        assertThat(mod.ask("BAN bob 1h spam")).isEqualTo("OK BAN bob 1h");
        assertThat(bob.linesToEnd()).last().asString().startsWith("BYE BANNED retry=");
        assertThat(other.connect().ask("LOGIN bob " + Chat.PASSWORD)).startsWith("ERR BANNED ");

        assertThat(mod.ask("UNMUTE carol")).isEqualTo("OK UNMUTE carol");
        Awaitility.await().until(() -> carol.ask("STATUS online hello").startsWith("OK "));
        assertThat(mod.ask("UNBAN bob")).isEqualTo("OK UNBAN bob");
        Awaitility.await()
                .until(() -> other.connect().ask("LOGIN bob " + Chat.PASSWORD).startsWith("OK "));
    }
}
