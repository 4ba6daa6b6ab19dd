package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session without a network: requests and replies are values, and events are given to a function,
 * one at a time. Behind it is a session like any other, with its bounds and its catching up.
 */
public final class LocalSession {
    private static final Logger log = LoggerFactory.getLogger(LocalSession.class);
    private static final int OBJECT_BYTES = 128;

    /** Frames are lists of events. */
    private static final Encoder VALUES = new Encoder() {
        @Override
        public Frame event(Event event) {
            return new Frame(OBJECT_BYTES + 2 * textLength(event), List.of(event));
        }

        private int textLength(Event event) {
            if (event instanceof Event.Posted posted) {
                return posted.message().text().length();
            }
            if (event instanceof Event.PrivateReceived received) {
                return received.message().text().length();
            }
            if (event instanceof Event.PrivateSent sent) {
                return sent.message().text().length();
            }
            return event instanceof Event.Amended amended
                    ? amended.fact().text().length()
                    : 0;
        }

        @Override
        public Frame reply(@Nullable String ref, Reply reply) {
            throw new AssertionError("replies to a session in this process are not frames");
        }

        @Override
        public Frame join(List<Frame> frames) {
            List<Object> events = new ArrayList<>();
            int bytes = 0;
            for (Frame frame : frames) {
                events.addAll((List<?>) frame.content());
                bytes += frame.bytes();
            }
            return new Frame(bytes, List.copyOf(events));
        }
    };

    private final Engine engine;
    private final SessionActor actor;
    private final Executor callbacks;
    private final Consumer<Event> handler;
    private final AtomicInteger rings = new AtomicInteger();
    private final UserId user;

    LocalSession(Engine engine, UserId user, Consumer<Event> handler) {
        this.engine = engine;
        this.user = user;
        this.callbacks = engine.callbacks()::always;
        this.handler = handler;
        this.actor =
                engine.sessions().newActor(VALUES, Peer.named("this process"), Admissions.UNCOUNTED, this::schedule);
    }

    /**
     * Begins the session.
     *
     * @param visible whether its user counts as online, and it is told what is said
     */
    public void begin(boolean visible) {
        actor.begin(user, visible);
        if (visible) {
            engine.accounts().join(actor);
        }
    }

    public UserId user() {
        return user;
    }

    /** Asks; the reply, a refusal too, completes the future on a thread of the server's. */
    public CompletableFuture<Reply> submit(Command command) {
        return submit(command, part -> {});
    }

    /** Asks for history; {@code parts} is given the messages before the future completes. */
    public CompletableFuture<Reply> submit(Command command, Consumer<List<Message>> parts) {
        CompletableFuture<Reply> result = new CompletableFuture<>();
        if (!actor.wantsRequests()) {
            Refusal refusal = actor.isEnded()
                    ? Refusal.of(RefusalCode.RESTART, "the session has ended")
                    : Refusal.retry(RefusalCode.BUSY, 1, "too many requests of this session wait");
            result.complete(new Reply.Refused(Optional.of(command.verb()), refusal));
            return result;
        }
        Ask ask = new Ask(command, reply -> {
            if (reply instanceof Reply.HistoryPart part) {
                parts.accept(part.messages());
            } else {
                result.completeAsync(() -> reply, callbacks);
            }
        });
        actor.submit(ask, VALUES);
        return result;
    }

    private void schedule() {
        if (rings.getAndIncrement() == 0) {
            callbacks.execute(this::drain);
        }
    }

    /** Runs on one thread at a time: only the first ring since it ended begins it. */
    private void drain() {
        int answered;
        boolean ended;
        do {
            ended = actor.isEnded(); // asked first, so that what came before the end is handled
            answered = rings.get();
            Frame frame;
            while ((frame = actor.takeFrame()) != null) {
                ((List<?>) frame.content()).forEach(event -> handle((Event) event));
            }
        } while (rings.addAndGet(-answered) != 0);
        if (ended) {
            actor.disconnected();
        }
    }

    private void handle(Event event) {
        try {
            handler.accept(event);
        } catch (RuntimeException e) {
            log.warn("the event handler of {}'s session failed", user, e);
        }
    }

    /** Answers what waits, then ends the session. */
    public void close() {
        actor.endRequests();
    }
}
