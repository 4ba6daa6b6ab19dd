package io.implatform.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which events are shown, each once and in order. Confined to the reader, but for the positions.
 *
 * <p><b>Own messages in doubt.</b> Where the answer to a message was lost, the server may have stored it,
 * and then tells it after the reconnect as if another device of the user had sent it. Which of the two it
 * is, the answer to the message's second sending tells; the text does not, which the server may have
 * changed. Until then that conversation is held back; what is held when the connection is lost comes again
 * on the next one, which has an inbox of its own.
 */
final class Inbox {
    /** Where events go; waits while there is no room. */
    interface Sink {
        void show(ServerEvent event) throws IOException, InterruptedException;
    }

    /** What an event says about a numbered message: where, which, and by whom. */
    private record Fact(ConversationRef in, long seq, UserId from) {}

    private final Positions positions;
    private final Calls calls;
    private final Sink sink;
    private final int heldLimit;
    private final Map<ConversationRef, ArrayDeque<ServerEvent>> held = new HashMap<>();
    private int heldCount;

    Inbox(Positions positions, Calls calls, int heldLimit, Sink sink) {
        this.positions = positions;
        this.calls = calls;
        this.heldLimit = heldLimit;
        this.sink = sink;
    }

    /** An event came. */
    void take(ServerEvent event, UserId self) throws IOException, InterruptedException {
        Fact fact = fact(event, self);
        if (fact == null) {
            if (event instanceof ServerEvent.Left left && left.user().equals(self)) {
                // One who joins a group of that name again may be in another one.
                positions.forget(ConversationRef.group(left.group()));
            }
            sink.show(event);
            return;
        }
        ArrayDeque<ServerEvent> queue = held.get(fact.in);
        if (queue != null) {
            hold(queue, event);
        } else if (isOwnInDoubt(fact, self)) {
            queue = new ArrayDeque<>();
            held.put(fact.in, queue);
            hold(queue, event);
        } else {
            show(event, fact);
        }
    }

    private boolean isOwnInDoubt(Fact fact, UserId self) {
        return fact.from.equals(self)
                && !positions.has(fact.in, fact.seq)
                && calls.isInDoubt(say -> Positions.isSame(say.in(), fact.in));
    }

    private void hold(ArrayDeque<ServerEvent> queue, ServerEvent event) throws IOException {
        if (heldCount == heldLimit) {
            throw new IOException("too many messages came before the answers to this client's own");
        }
        queue.add(event);
        heldCount++;
    }

    private void show(ServerEvent event, Fact fact) throws IOException, InterruptedException {
        if (!positions.has(fact.in, fact.seq)) {
            sink.show(event);
            positions.shown(fact.in, fact.seq);
        }
    }

    /** A message of this client has that number. */
    void stored(ConversationRef in, long seq) {
        positions.own(in, seq);
    }

    /** A message of this client is not in doubt any more. */
    void resolved(UserId self) throws IOException, InterruptedException {
        for (ConversationRef in : held.keySet().toArray(ConversationRef[]::new)) {
            release(in, held.getOrDefault(in, new ArrayDeque<>()), self);
        }
    }

    private void release(ConversationRef in, ArrayDeque<ServerEvent> queue, UserId self)
            throws IOException, InterruptedException {
        ServerEvent event;
        while ((event = queue.peek()) != null) {
            Fact fact = fact(event, self);
            if (fact != null) {
                if (isOwnInDoubt(fact, self)) {
                    return;
                }
                show(event, fact);
            }
            queue.remove();
            heldCount--;
        }
        held.remove(in);
    }

    private static @Nullable Fact fact(ServerEvent event, UserId self) {
        if (event instanceof ServerEvent.Posted posted) {
            return fact(posted.in(), posted.said());
        }
        if (event instanceof ServerEvent.SaidPrivately said) {
            return fact(said.in(self), said.said());
        }
        if (event instanceof ServerEvent.Edited edited) {
            return new Fact(edited.in(), edited.seq(), edited.from());
        }
        if (event instanceof ServerEvent.Deleted deleted) {
            return new Fact(deleted.in(), deleted.seq(), deleted.from());
        }
        return null;
    }

    private static Fact fact(ConversationRef in, Said said) {
        return new Fact(in, said.seq(), said.from());
    }
}
