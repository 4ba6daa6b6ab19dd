package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the readers do for HISTORY. A page may be larger than an outbox: what does not fit is not kept
 * but read again when the session has room.
 */
final class Histories {
    private static final int PART = 32;

    private final Engine engine;
    private final ConversationStore conversations;
    private final Rules rules;
    private final Targets targets;

    Histories(Engine engine, ConversationStore conversations, Rules rules, Targets targets) {
        this.engine = engine;
        this.conversations = conversations;
        this.rules = rules;
        this.targets = targets;
    }

    /** Begins the reply; where it does not fit whole, {@link SessionActor#historyReply} says what is left. */
    void begin(SessionActor session, Ask ask, Command.History command) {
        Optional<Integer> limit = rules.historyLimit(command);
        if (limit.isEmpty()) {
            refuse(session, ask, rules.historyLimitOutOfRange());
            return;
        }
        UserId user = Objects.requireNonNull(session.user());
        Targets.Found found = targets.conversation(session, command.of(), true);
        if (found.target() == null) {
            refuse(session, ask, Objects.requireNonNull(found.refusal()));
            return;
        }
        ConversationId conversation = found.target().conversation();
        Optional<Refusal> notForThem = mayRead(conversation, user);
        if (notForThem.isPresent()) {
            refuse(session, ask, notForThem.get());
            return;
        }
        ConversationRef of = ConversationRef.of(conversation, user);
        HistoryPage page = conversations.history(conversation, command.page(), limit.get());
        Optional<Refusal> removedMeanwhile = mayRead(conversation, user);
        if (removedMeanwhile.isPresent()) {
            refuse(session, ask, removedMeanwhile.get());
            return;
        }
        int count = page.messages().size();
        long after = count == 0 ? 0 : page.messages().get(0).seq() - 1;
        send(session, new HistoryReply(ask, of, conversation, after, count, 0, page.more()), page.messages());
    }

    private Optional<Refusal> mayRead(ConversationId conversation, UserId user) {
        if (!(conversation instanceof ConversationId.Group id)) {
            return Optional.empty();
        }
        Optional<Refusal> refusal = mayRead(engine.groups().look(id), user);
        // Another node may have changed it a moment ago, so that it is allowed now.
        return refusal.isPresent() && engine.cluster().isClustered()
                ? mayRead(engine.groups().lookAgain(id), user)
                : refusal;
    }

    private Optional<Refusal> mayRead(@Nullable Group group, UserId user) {
        return group == null ? Optional.of(Rules.noSuchGroup()) : rules.mayRead(group, user);
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
        int sent = reply.sent();
        while (at < messages.size()) {
            if (!session.outbox().hasRoom()) {
                session.historyReply = new HistoryReply(
                        reply.ask(), reply.of(), reply.conversation(), after, reply.left() - at, sent, reply.more());
                return;
            }
            List<Message> part = messages.subList(at, Math.min(messages.size(), at + PART));
            List<Message> shown = part.stream()
                    .filter(message -> !session.hasBlocked(message.from()))
                    .toList();
            session.reply(reply.ask(), new Reply.HistoryPart(reply.of(), shown));
            sent += shown.size();
            at += part.size();
            after = part.get(part.size() - 1).seq();
        }
        session.reply(reply.ask(), new Reply.HistoryEnd(reply.of(), sent, reply.more()));
    }

    private static void refuse(SessionActor session, Ask ask, Refusal refusal) {
        session.reply(ask, Dispatcher.refused(Verb.HISTORY, refusal));
    }
}
