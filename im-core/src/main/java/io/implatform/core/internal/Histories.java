package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the readers do for HISTORY. A page may be larger than an outbox: what does not fit is not kept
 * but read again when the session has room.
 */
final class Histories {
    private static final int PART = 32;

    private final Engine engine;
    private final ConversationStore conversations;
    private final Rules rules;

    Histories(Engine engine, ConversationStore conversations, Rules rules) {
        this.engine = engine;
        this.conversations = conversations;
        this.rules = rules;
    }

    /** Begins the reply; where it does not fit whole, {@link SessionActor#historyReply} says what is left. */
    void begin(SessionActor session, Ask ask, Command.History command) {
        Optional<Integer> limit = rules.historyLimit(command);
        if (limit.isEmpty()) {
            refuse(session, ask, rules.historyLimitOutOfRange());
            return;
        }
        UserId user = Objects.requireNonNull(session.user());
        ConversationRef of = command.of();
        ConversationId conversation;
        switch (of.kind()) {
            case LOBBY -> conversation = ConversationId.LOBBY;
            case PRIVATE -> {
                Optional<UserId> other = UserId.parse(of.name()).flatMap(engine.directory()::find);
                if (other.isEmpty()) {
                    refuse(session, ask, Rules.noSuchUser());
                    return;
                }
                of = ConversationRef.with(other.get().name());
                conversation = ConversationId.between(user, other.get());
            }
            default -> {
                refuse(session, ask, Rules.noSuchGroup());
                return;
            }
        }
        HistoryPage page = conversations.history(conversation, command.page(), limit.get());
        int count = page.messages().size();
        long after = count == 0 ? 0 : page.messages().get(0).seq() - 1;
        send(session, new HistoryReply(ask, of, conversation, after, count, 0, page.more()), page.messages());
    }

    /** Goes on with a reply. @return whether it is whole now */
    boolean goOn(SessionActor session, HistoryReply reply) {
        HistoryPage page = conversations.history(reply.conversation(), PageRequest.after(reply.after()), reply.left());
        send(session, reply, page.messages());
        return session.historyReply == null;
    }

    private static void send(SessionActor session, HistoryReply reply, List<Message> messages) {
        long after = reply.after();
        int at = 0;
        while (at < messages.size()) {
            if (!session.outbox().hasRoom()) {
                session.historyReply = new HistoryReply(
                        reply.ask(),
                        reply.of(),
                        reply.conversation(),
                        after,
                        reply.left() - at,
                        reply.sent() + at,
                        reply.more());
                return;
            }
            List<Message> part = messages.subList(at, Math.min(messages.size(), at + PART));
            session.reply(reply.ask(), new Reply.HistoryPart(reply.of(), part));
            at += part.size();
            after = part.get(part.size() - 1).seq();
        }
        session.reply(reply.ask(), new Reply.HistoryEnd(reply.of(), reply.sent() + at, reply.more()));
    }

    private static void refuse(SessionActor session, Ask ask, Refusal refusal) {
        session.reply(ask, Dispatcher.refused(Verb.HISTORY, refusal));
    }
}
