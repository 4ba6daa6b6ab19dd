package io.implatform.core.memory;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was said in the conversations of a {@link MemoryStore}, which guards it. */
final class Messages {

    /** What makes a message sent twice one message. Users are equal whatever their spelling. */
    private record Sending(UserId from, String clientId) {}

    /** Where a message stands. */
    private record Place(ConversationId conversation, long seq) {}

    private final MessageLog log = new MessageLog();
    private final Map<ConversationId, Kept> conversations = new HashMap<>();
    /** Those that were edited since as they were first: a sender may send them again. */
    private final Map<Place, Message> originals = new HashMap<>();

    private final Map<Sending, Place> sendings = new HashMap<>();

    /** What is kept of a conversation; {@code null} if nothing is. */
    @Nullable
    Kept kept(ConversationId conversation) {
        return conversations.get(conversation);
    }

    /** What is kept of a conversation from here on, if nothing was. */
    Kept keep(ConversationId conversation) {
        Kept kept = conversations.get(conversation);
        if (kept == null) {
            kept = Kept.of(conversation);
            conversations.put(conversation, kept);
        }
        return kept;
    }

    /** What is stored under the client id of a message; {@code null} if nothing is. */
    @Nullable
    Message stored(Write.Append append) {
        String clientId = append.clientId();
        Place known = clientId == null ? null : sendings.get(new Sending(append.from(), clientId));
        return known == null ? null : first(known.conversation(), known.seq());
    }

    /** Adds the next message of a conversation. */
    Message add(Kept to, Write.Append append) {
        Message message = new Message(
                append.conversation(),
                to.head() + 1L,
                append.time().truncatedTo(ChronoUnit.MILLIS),
                append.from(),
                append.kind(),
                append.refersTo(),
                append.kind() == Message.Kind.DELETION ? "" : append.text(),
                Message.State.ORIGINAL);
        to.add(log.add(message));
        String clientId = append.clientId();
        if (clientId != null) {
            sendings.put(new Sending(append.from(), clientId), new Place(message.conversation(), message.seq()));
        }
        return message;
    }

    /** Makes of an earlier text what a fact about it says. */
    void apply(Write.Append fact, Message about) {
        if (fact.kind() == Message.Kind.EDIT) {
            originals.putIfAbsent(new Place(about.conversation(), about.seq()), about);
            become(about, Message.State.EDITED, fact.text());
        } else if (fact.kind() == Message.Kind.DELETION) {
            delete(about);
            // Its text is in nothing that can be read any more: neither are those it had in between.
            Kept kept = keep(fact.conversation());
            for (long seq = about.seq() + 1; seq <= kept.head(); seq++) {
                long place = kept.place(seq);
                if (log.kind(place) == Message.Kind.EDIT && log.refersTo(place) == fact.refersTo()) {
                    delete(log.read(place, fact.conversation(), seq));
                }
            }
        }
    }

    private void delete(Message message) {
        originals.remove(new Place(message.conversation(), message.seq()));
        become(message, Message.State.DELETED, "");
    }

    private void become(Message message, Message.State state, String text) {
        Message now = new Message(
                message.conversation(),
                message.seq(),
                message.time(),
                message.from(),
                message.kind(),
                message.refersTo(),
                text,
                state);
        Kept kept = keep(message.conversation());
        log.erase(kept.place(message.seq()));
        kept.move(message.seq(), log.add(now));
    }

    /** A message that there is, as it was stored, or, once it is deleted, without its text. */
    private Message first(ConversationId conversation, long seq) {
        Message original = originals.get(new Place(conversation, seq));
        return original != null ? original : read(keep(conversation), seq);
    }

    private Message read(Kept kept, long seq) {
        return log.read(kept.place(seq), kept.conversation(), seq);
    }

    long head(ConversationId conversation) {
        Kept kept = kept(conversation);
        return kept == null ? 0 : kept.head();
    }

    @Nullable
    Message find(ConversationId conversation, long seq) {
        Kept kept = kept(conversation);
        return kept == null || seq < 1 || seq > kept.head() ? null : read(kept, seq);
    }

    HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        Kept kept = kept(conversation);
        if (kept == null) {
            return new HistoryPage(List.of(), false);
        }
        boolean isForward = page.from() == PageRequest.From.AFTER;
        int step = isForward ? 1 : -1;
        long start = switch (page.from()) {
            case AFTER -> Math.min(page.seq(), kept.head()) + 1;
            case BEFORE -> Math.min(page.seq() - 1, kept.head());
            case NEWEST -> kept.head();
        };
        List<Message> texts = new ArrayList<>();
        boolean more = false;
        for (long seq = start; seq >= 1 && seq <= kept.head() && !more; seq += step) {
            if (log.kind(kept.place(seq)) == Message.Kind.TEXT) {
                more = texts.size() == limit;
                if (!more) {
                    texts.add(read(kept, seq));
                }
            }
        }
        if (!isForward) {
            Collections.reverse(texts);
        }
        return new HistoryPage(texts, more);
    }

    HistoryPage since(ConversationId conversation, long after, int limit) {
        Kept kept = kept(conversation);
        if (kept == null) {
            return new HistoryPage(List.of(), false);
        }
        long start = Math.min(kept.head(), Math.max(0, after));
        long end = Math.min(kept.head(), start + limit);
        List<Message> messages = new ArrayList<>((int) (end - start));
        for (long seq = start + 1; seq <= end; seq++) {
            messages.add(read(kept, seq));
        }
        return new HistoryPage(messages, end < kept.head());
    }

    boolean isEmpty() {
        return conversations.isEmpty();
    }

    /** Tells of those who have said something, in the order of {@link #dump}. */
    void tellSenders(Transfer.Spelling spelling) {
        for (Kept kept : sorted()) {
            for (long seq = 1; seq <= kept.head(); seq++) {
                spelling.heard(log.from(kept.place(seq)));
            }
        }
    }

    /** Each message as it was first, by the key of its conversation and its number. */
    void dump(Consumer<? super StoreRecord> to, Transfer.Spelling spelling) {
        Map<Place, String> clientIds = new HashMap<>();
        sendings.forEach((sending, place) -> clientIds.put(place, sending.clientId()));
        for (Kept kept : sorted()) {
            ConversationId in = kept.conversation();
            for (long seq = 1; seq <= kept.head(); seq++) {
                Message first = first(in, seq);
                Write.Append append = new Write.Append(
                        in,
                        spelling.of(first.from()),
                        first.time(),
                        first.kind(),
                        first.refersTo(),
                        first.text(),
                        clientIds.get(new Place(in, seq)),
                        0);
                to.accept(new StoreRecord.Said(append, seq));
            }
        }
    }

    private Collection<Kept> sorted() {
        SortedMap<String, Kept> sorted = new TreeMap<>();
        conversations.forEach((conversation, kept) -> sorted.put(conversation.key(), kept));
        return sorted.values();
    }
}
