package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.Assumptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The store of a rule of {@link ConversationStoreContract}, and how rules speak of it. */
abstract class ConversationStoreSetting {
    static final ConversationId LOBBY = ConversationId.LOBBY;
    static final UserId ALICE = UserId.of("Alice");
    static final UserId BOB = UserId.of("bob");
    static final UserId CAROL = UserId.of("carol");
    static final ConversationId ALICE_AND_BOB = ConversationId.between(ALICE, BOB);
    static final ConversationId BOB_AND_CAROL = ConversationId.between(BOB, CAROL);
    static final ConversationId.Group DEV = new ConversationId.Group("3f2a", "Dev");
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private final List<ConversationStore> opened = new ArrayList<>();
    private @Nullable ConversationStore underTest;

    /** A new store with nothing in it, independent of every other. Called once a test or more often. */
    protected abstract ConversationStore open() throws Exception;

    /**
     * Opens anew what {@code closed}, which {@link #open} or this method returned and which has been
     * closed, has stored. Empty, as by default, for a store whose content ends with it.
     */
    protected Optional<ConversationStore> reopen(ConversationStore closed) throws Exception {
        return Optional.empty();
    }

    @BeforeEach
    void openStore() throws Exception {
        underTest = tracked(open());
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ConversationStore::close);
    }

    final ConversationStore store() {
        ConversationStore store = underTest;
        if (store == null) {
            throw new IllegalStateException("no test runs");
        }
        return store;
    }

    final ConversationStore tracked(ConversationStore store) {
        opened.add(store);
        return store;
    }

    final boolean reopenIfDurable() throws Exception {
        store().close();
        Optional<ConversationStore> reopened = reopen(store());
        reopened.ifPresent(store -> underTest = tracked(store));
        return reopened.isPresent();
    }

    final void reopenOrAbort() throws Exception {
        Assumptions.assumeThat(reopenIfDurable())
                .as("this store's content outlives it")
                .isTrue();
    }

    // What is written

    static Write.Append say(ConversationId conversation, UserId from, String text) {
        return new Write.Append(conversation, from, NOON, text, null);
    }

    static Write.Append say(ConversationId conversation, UserId from, String text, String clientId) {
        return new Write.Append(conversation, from, NOON, text, clientId);
    }

    static Write.Append reply(ConversationId conversation, UserId from, long to, String text) {
        return new Write.Append(conversation, from, NOON, Message.Kind.TEXT, to, text, null, 0);
    }

    static Write.Append edit(ConversationId conversation, UserId from, long target, String text) {
        return new Write.Append(conversation, from, NOON, Message.Kind.EDIT, target, text, null, 0);
    }

    static Write.Append delete(ConversationId conversation, UserId from, long target) {
        return new Write.Append(conversation, from, NOON, Message.Kind.DELETION, target, "", null, 0);
    }

    static Write.Append withId(Write.Append append, String clientId) {
        return new Write.Append(
                append.conversation(),
                append.from(),
                append.time(),
                append.kind(),
                append.refersTo(),
                append.text(),
                clientId,
                append.version());
    }

    static Write.Append on(long version, Write.Append append) {
        return new Write.Append(
                append.conversation(),
                append.from(),
                append.time(),
                append.kind(),
                append.refersTo(),
                append.text(),
                append.clientId(),
                version);
    }

    static Write.ChangeGroup change(ConversationId.Group group, long version, GroupChange change) {
        return new Write.ChangeGroup(group, version, change);
    }

    static Write.MovePosition move(UserId user, ConversationId conversation, long delivered, long read) {
        return new Write.MovePosition(user, conversation, new Position(delivered, read));
    }

    final List<Outcome> commit(Write... batch) {
        return store().commit(List.of(batch));
    }

    final List<Result> results(Write... batch) {
        return commit(batch).stream().map(Outcome::result).toList();
    }

    /** Stores {@code count} messages in the lobby. */
    final void store(int count) {
        Write[] batch = new Write[count];
        Arrays.setAll(batch, i -> say(LOBBY, ALICE, "message"));
        commit(batch);
    }

    /** A new group of Alice's. */
    final Group found(ConversationId.Group id, boolean isPrivate) {
        Group group = Group.founded(id, isPrivate, ALICE);
        assertThat(results(new Write.FoundGroup(group))).containsExactly(Result.DONE);
        return group;
    }

    /** The group after changes that are made one after the other, beginning with what it is in the store. */
    final Group changed(ConversationId.Group id, GroupChange... changes) {
        for (GroupChange change : changes) {
            assertThat(results(change(id, group(id).version(), change))).containsExactly(Result.DONE);
        }
        return group(id);
    }

    // What is read

    final Group group(ConversationId.Group id) {
        return store().group(id).orElseThrow(() -> new AssertionError("there is no group " + id.key()));
    }

    final HistoryPage page(ConversationId conversation, PageRequest page, int limit) {
        return store().history(conversation, page, limit);
    }

    /** The texts of a conversation. */
    final List<Message> all(ConversationId conversation) {
        return page(conversation, PageRequest.after(0), 10_000).messages();
    }

    /** The texts and facts of a conversation. */
    final List<Message> everything(ConversationId conversation) {
        return store().since(conversation, 0, 10_000).messages();
    }

    final Message message(ConversationId conversation, long seq) {
        return store().message(conversation, seq)
                .orElseThrow(() -> new AssertionError("there is no message " + seq + " in " + conversation.key()));
    }

    final Optional<Standing> standing(UserId user, ConversationId conversation) {
        List<Standing> found = store().standings(user).stream()
                .filter(standing -> standing.conversation().equals(conversation))
                .toList();
        assertThat(found).as("standings of %s in %s", user, conversation.key()).hasSizeLessThan(2);
        return found.stream().findFirst();
    }

    final Position position(UserId user, ConversationId conversation) {
        return standing(user, conversation)
                .map(Standing::position)
                .orElseThrow(() -> new AssertionError(user + " does not stand in " + conversation.key()));
    }

    /** The message of an outcome that has one. */
    static Message stored(Outcome outcome) {
        Message message = outcome.message();
        if (message == null) {
            throw new AssertionError("an outcome without a message: " + outcome.result());
        }
        return message;
    }

    static boolean isDuplicate(Outcome outcome) {
        return outcome.result() == Result.DUPLICATE;
    }

    static List<Message> messages(List<Outcome> outcomes) {
        return outcomes.stream().map(ConversationStoreSetting::stored).toList();
    }

    static List<Long> seqs(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }

    static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    // What is expected

    final void assertPage(PageRequest request, int limit, boolean more, long... seqs) {
        HistoryPage page = page(LOBBY, request, limit);
        assertThat(seqs(page.messages()))
                .as("%s limit %d", request, limit)
                .isEqualTo(LongStream.of(seqs).boxed().toList());
        assertThat(page.more()).as("more of %s limit %d", request, limit).isEqualTo(more);
    }

    static void assertStored(Message message, Write.Append append, long seq) {
        assertSame(
                List.of(message),
                List.of(new Message(
                        append.conversation(),
                        seq,
                        append.time(),
                        append.from(),
                        append.kind(),
                        append.refersTo(),
                        append.text(),
                        Message.State.ORIGINAL)));
    }

    static void assertSame(List<Message> actual, List<Message> expected) {
        assertThat(actual).isEqualTo(expected);
        // Users are equal whatever their spelling; what is shown is the spelling.
        assertThat(actual)
                .extracting(message -> message.from().name())
                .isEqualTo(
                        expected.stream().map(message -> message.from().name()).toList());
    }
}
