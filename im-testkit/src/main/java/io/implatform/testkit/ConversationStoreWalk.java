package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message.Kind;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A random walk through the calls of a {@link ConversationStore}: each answer is compared with that of a
 * {@link ConversationStoreModel}.
 */
final class ConversationStoreWalk {
    private static final List<UserId> USERS = List.of(UserId.of("Alice"), UserId.of("bob"), UserId.of("a_b"));
    private static final List<ConversationId.Group> GROUPS = List.of(
            new ConversationId.Group("a", "Dev"),
            new ConversationId.Group("b", "dev"),
            new ConversationId.Group("c", "a_b"),
            new ConversationId.Group("dev", "lobby"));
    private static final List<ConversationId> CONVERSATIONS = List.of(
            ConversationId.LOBBY,
            ConversationId.between(USERS.get(0), USERS.get(1)),
            ConversationId.between(USERS.get(1), USERS.get(2)),
            GROUPS.get(0),
            GROUPS.get(1),
            GROUPS.get(2),
            GROUPS.get(3));

    private final Random random;
    private final ConversationStoreModel model = new ConversationStoreModel();

    ConversationStoreWalk(Random random) {
        this.random = random;
    }

    void walk(int steps, Supplier<ConversationStore> store, Callable<Boolean> reopen) throws Exception {
        for (int step = 0; step < steps; step++) {
            int kind = random.nextInt(100);
            if (kind < 45) {
                commit(step, store.get());
            } else if (kind < 98 || step < steps / 2) {
                read(step, store.get());
            } else if (!reopen.call()) {
                return;
            }
        }
    }

    private void commit(int step, ConversationStore store) {
        List<Write> batch = new ArrayList<>();
        List<Outcome> expected = new ArrayList<>();
        for (int size = 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 10); size > 0; size--) {
            Write write = write();
            batch.add(write);
            expected.add(model.commit(write));
        }
        List<Outcome> outcomes = store.commit(batch);
        assertThat(outcomes).as("step %d: outcomes", step).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(outcomes.get(i))
                    .as("step %d: write %d of %d, %s", step, i, batch.size(), batch.get(i))
                    .isEqualTo(expected.get(i));
        }
    }

    private Write write() {
        int kind = random.nextInt(100);
        if (kind < 65) {
            return append();
        }
        if (kind < 80) {
            return change();
        }
        if (kind < 92) {
            return new Write.MovePosition(
                    any(USERS), any(CONVERSATIONS), new Position(random.nextInt(50), random.nextInt(50)));
        }
        if (kind < 96) {
            return new Write.Block(any(USERS), any(USERS), random.nextBoolean());
        }
        return new Write.FoundGroup(Group.founded(any(GROUPS), random.nextInt(3) == 0, any(USERS)));
    }

    private Write append() {
        ConversationId conversation = any(CONVERSATIONS);
        int head = (int) model.head(conversation);
        Kind kind = any(List.of(Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.EDIT, Kind.DELETION));
        boolean refers = kind != Kind.TEXT || random.nextInt(4) == 0;
        return new Write.Append(
                conversation,
                any(USERS),
                Instant.ofEpochMilli(random.nextInt()),
                kind,
                refers ? random.nextInt(head + 3) : 0,
                kind == Kind.DELETION ? "" : "text " + random.nextInt(1_000),
                random.nextInt(3) == 0 ? "id" + random.nextInt(200) : null,
                version(conversation));
    }

    private Write change() {
        ConversationId.Group group = any(GROUPS);
        UserId user = any(USERS);
        List<GroupChange> changes = List.of(
                new GroupChange.SetMember(user, any(List.of(Role.values()))),
                new GroupChange.SetMember(user, Role.MEMBER),
                new GroupChange.RemoveMember(user, any(USERS)),
                new GroupChange.Invite(user),
                new GroupChange.SetTopic("topic " + random.nextInt(3)));
        return new Write.ChangeGroup(group, version(group), any(changes));
    }

    /** Mostly the right one. */
    private long version(ConversationId conversation) {
        if (!(conversation instanceof ConversationId.Group group)) {
            return 0;
        }
        long version = model.group(group).map(Group::version).orElse(0L);
        return random.nextInt(6) == 0 ? random.nextInt(5) : version;
    }

    private void read(int step, ConversationStore store) {
        ConversationId conversation = any(CONVERSATIONS);
        ConversationId.Group group = any(GROUPS);
        UserId user = any(USERS);
        long seq = random.nextInt((int) model.head(conversation) + 4);
        int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 600);
        String what = "step " + step + ": " + conversation.key() + ", " + group.key() + ", " + user + ", " + seq
                + ", limit " + limit;
        switch (random.nextInt(8)) {
            case 0 ->
                assertThat(store.since(conversation, seq, limit))
                        .as("since, %s", what)
                        .isEqualTo(model.since(conversation, seq, limit));
            case 1 ->
                assertThat(store.message(conversation, seq))
                        .as("message, %s", what)
                        .isEqualTo(model.message(conversation, seq));
            case 2 -> assertThat(store.head(conversation)).as("head, %s", what).isEqualTo(model.head(conversation));
            case 3 -> {
                assertThat(store.group(group)).as("group, %s", what).isEqualTo(model.group(group));
                // The order of a map is no part of its equality.
                assertThat(store.group(group).map(it -> List.copyOf(it.members().keySet())))
                        .as("order of members, %s", what)
                        .isEqualTo(model.group(group)
                                .map(it -> List.copyOf(it.members().keySet())));
            }
            case 4 ->
                assertThat(store.publicGroup(group.name()))
                        .as("public group, %s", what)
                        .isEqualTo(model.publicGroup(group.name()));
            case 5 ->
                assertThat(store.standings(user))
                        .as("standings, %s", what)
                        .containsExactlyInAnyOrderElementsOf(model.standings(user, CONVERSATIONS));
            case 6 -> assertThat(store.blockedBy(user)).as("blocked, %s", what).isEqualTo(model.blockedBy(user));
            default -> {
                PageRequest page = any(List.of(PageRequest.newest(), PageRequest.before(seq), PageRequest.after(seq)));
                assertThat(store.history(conversation, page, limit))
                        .as("history, %s, %s", page, what)
                        .isEqualTo(model.history(conversation, page, limit));
            }
        }
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
