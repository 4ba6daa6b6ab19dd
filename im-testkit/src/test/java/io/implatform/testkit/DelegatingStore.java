package io.implatform.testkit;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Does what the store behind it does, which outlives it. What goes in and comes out can be changed, so
 * that a broken store is one method.
 */
class DelegatingStore implements ConversationStore {
    private final ConversationStore behind;
    private boolean closed;

    DelegatingStore() {
        this(new MemoryStore());
    }

    DelegatingStore(ConversationStore behind) {
        this.behind = behind;
    }

    ConversationStore behind() {
        if (closed) {
            throw new StoreException("closed");
        }
        return behind;
    }

    /** A store with the content of this closed one. */
    ConversationStore anew() {
        return new DelegatingStore(behind);
    }

    /** What is committed in place of a write. */
    Write in(Write write) {
        return write;
    }

    /** What is told in place of an outcome. */
    Outcome out(Write write, Outcome outcome) {
        return outcome;
    }

    /** What is read in place of a message. */
    Message read(Message message) {
        return message;
    }

    /** What is told in place of where a user stands. */
    List<Standing> stand(UserId user, List<Standing> standings) {
        return standings;
    }

    @Override
    public synchronized List<Outcome> commit(List<? extends Write> batch) {
        List<Outcome> outcomes = behind().commit(batch.stream().map(this::in).toList());
        List<Outcome> told = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            told.add(out(batch.get(i), outcomes.get(i)));
        }
        return told;
    }

    private HistoryPage read(HistoryPage page) {
        return new HistoryPage(page.messages().stream().map(this::read).toList(), page.more());
    }

    @Override
    public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        return read(behind().history(conversation, page, limit));
    }

    @Override
    public HistoryPage since(ConversationId conversation, long seq, int limit) {
        return read(behind().since(conversation, seq, limit));
    }

    @Override
    public Optional<Message> message(ConversationId conversation, long seq) {
        return behind().message(conversation, seq).map(this::read);
    }

    @Override
    public long head(ConversationId conversation) {
        return behind().head(conversation);
    }

    @Override
    public Optional<Group> group(ConversationId.Group id) {
        return behind().group(id);
    }

    @Override
    public Optional<ConversationId.Group> publicGroup(String name) {
        return behind().publicGroup(name);
    }

    @Override
    public List<Standing> standings(UserId user) {
        return stand(user, behind().standings(user));
    }

    @Override
    public Set<UserId> blockedBy(UserId user) {
        return behind().blockedBy(user);
    }

    @Override
    public boolean isShared() {
        return behind().isShared();
    }

    @Override
    public Changes changes(long mark, int limit) {
        return behind().changes(mark, limit);
    }

    @Override
    public String epoch() {
        return behind().epoch();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The write, or another one if it is an append. */
    static Write ifAppend(Write write, UnaryOperator<Write.Append> change) {
        return write instanceof Write.Append append ? change.apply(append) : write;
    }

    /** The append with another kind, number that it refers to, and text. */
    static Write.Append with(Write.Append append, Message.Kind kind, long refersTo, String text) {
        return new Write.Append(
                append.conversation(),
                append.from(),
                append.time(),
                kind,
                refersTo,
                text,
                append.clientId(),
                append.version());
    }

    /** The message with another text and state. */
    static Message with(Message message, String text, Message.State state) {
        return new Message(
                message.conversation(),
                message.seq(),
                message.time(),
                message.from(),
                message.kind(),
                message.refersTo(),
                text,
                state);
    }
}
