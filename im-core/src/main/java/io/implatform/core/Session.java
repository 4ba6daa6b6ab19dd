package io.implatform.core;

import io.implatform.core.internal.Engine;
import io.implatform.core.internal.LocalSession;
import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * A session inside the host program: a user who chats without a network, such as a bot. {@link
 * ChatServer#openSession} opens it.
 *
 * <p>It is a session like any other. It counts as online; it is told what its user is told; what it
 * sends is durable before it is acknowledged; requests are answered in their order; and if its event
 * handler is slow it falls behind, catches up from the store, and misses nothing.
 *
 * <p><b>Threads.</b> Any. Futures complete, and the event handler is called, on threads of the
 * server's; the handler is called by one at a time. They should not block for long: there are few.
 *
 * <p><b>Limits.</b> {@link io.implatform.core.model.Limit#SESSION_REQUESTS} requests may wait; past
 * it a request is answered {@code BUSY}. A request after the end is answered {@code RESTART}.
 */
public final class Session implements AutoCloseable {
    private final LocalSession session;

    Session(Engine engine, UserId user, BiConsumer<Session, Event> handler) {
        this.session = engine.sessions().newLocal(user, event -> handler.accept(this, event));
    }

    /** From here on there are events. */
    void begin() {
        session.begin(true);
    }

    /** Whose session it is, spelled as registered. */
    public UserId user() {
        return session.user();
    }

    /** Sends a message to everyone online. The reply is {@link Reply.Posted} or {@link Reply.Refused}. */
    public CompletableFuture<Reply> broadcast(String text) {
        return post(ConversationRef.lobby(), text);
    }

    /** Sends a private message. The reply is {@link Reply.Posted} or {@link Reply.Refused}. */
    public CompletableFuture<Reply> sendPrivate(String user, String text) {
        return post(ConversationRef.with(user), text);
    }

    /** Sends a message to a group. The reply is {@link Reply.Posted} or {@link Reply.Refused}. */
    public CompletableFuture<Reply> sendGroup(String group, String text) {
        return post(ConversationRef.group(group), text);
    }

    private CompletableFuture<Reply> post(ConversationRef to, String text) {
        return submit(Command.Say.post(to, text, null));
    }

    /** Gives any command. A refusal is a reply like any other; the future does not fail for it. */
    public CompletableFuture<Reply> submit(Command command) {
        return session.submit(command);
    }

    /**
     * Reads stored messages.
     *
     * @param limit how many at the most
     * @return the page; the future fails with {@link RefusedException} if the request is refused
     */
    public CompletableFuture<HistoryPage> history(ConversationRef of, PageRequest page, int limit) {
        List<Message> messages = new CopyOnWriteArrayList<>();
        return session.submit(new Command.History(of, page, OptionalLong.of(limit)), messages::addAll)
                .thenApply(reply -> {
                    if (reply instanceof Reply.Refused refused) {
                        throw new RefusedException(refused.refusal());
                    }
                    return new HistoryPage(messages, ((Reply.HistoryEnd) reply).more());
                });
    }

    /** Answers what waits, then ends the session. May be called twice. */
    @Override
    public void close() {
        session.close();
    }
}
