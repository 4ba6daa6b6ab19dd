package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What this node does about what other nodes tell it, but for presence, which is {@link Nodes}'. Called on the
 * router's thread: what concerns a conversation goes to its lane.
 */
final class Hearing {
    private final Engine engine;

    Hearing(Engine engine) {
        this.engine = engine;
    }

    /** From here on it is asked. */
    void begin(Cluster cluster) {
        cluster.on(
                Notice.Kind.STORED,
                notice -> Stored.of(notice)
                        .ifPresent(stored -> engine.lane(stored.conversation()).work(stored)));
        cluster.on(
                Notice.Kind.GROUP_CHANGED,
                notice -> GroupNews.of(notice)
                        .ifPresent(news -> engine.lane(news.group()).work(news)));
        cluster.onFrom(Notice.Kind.READ, this::read);
        cluster.onFrom(
                Notice.Kind.TYPING,
                from -> about(from, (user, in) -> signal(from, in, ref -> new Event.Typing(user, ref))));
        cluster.onFrom(Notice.Kind.DELIVERED, this::delivered);
        cluster.on(Notice.Kind.SESSIONS_END, this::sessionsEnd);
        cluster.on(Notice.Kind.BLOCKED, this::blocked);
        cluster.on(Notice.Kind.ACCOUNT_GONE, this::accountGone);
        cluster.on(
                Notice.Kind.SANCTIONS_CHANGED, notice -> engine.readers().always(engine.moderation()::refreshAndApply));
        cluster.on(Notice.Kind.ANNOUNCED, this::announced);
    }

    private void read(Notice.From from) {
        about(
                from,
                (user, in) -> number(from.notice(), 2).ifPresent(seq -> {
                    Profile profile = engine.presence().profile(user);
                    if (profile != null) {
                        profile.learn(in, seq);
                    }
                    if (in instanceof ConversationId.Lobby) {
                        work(
                                in,
                                round -> round.delivery()
                                        .signal(user, null, new Event.Read(user, ConversationRef.lobby(), seq)));
                    } else {
                        signal(from, in, ref -> new Event.Read(user, ref, seq));
                    }
                }));
    }

    private void delivered(Notice.From from) {
        about(
                from,
                (user, in) -> number(from.notice(), 2).ifPresent(seq -> {
                    if (in instanceof ConversationId.Private pair && pair.includes(user)) {
                        UserId other = pair.other(user);
                        Event event = new Event.Delivered(user, ConversationRef.of(in, other), seq);
                        work(in, round -> round.delivery().signal(other, null, event));
                    }
                }));
    }

    private static void about(Notice.From from, BiConsumer<UserId, ConversationId> then) {
        List<String> fields = from.notice().fields();
        if (fields.size() >= 2) {
            UserId.parse(fields.get(0))
                    .ifPresent(user -> ConversationId.parseKey(fields.get(1)).ifPresent(in -> then.accept(user, in)));
        }
    }

    /** Tells those here; of a private conversation the one because of whom the notice came. */
    private void signal(Notice.From from, ConversationId in, Function<ConversationRef, Event> event) {
        if (in instanceof ConversationId.Private pair) {
            UserId here = Cluster.isFor(pair.first(), from) ? pair.first() : pair.second();
            work(in, round -> round.delivery().signal(here, null, event.apply(ConversationRef.of(in, here))));
        } else {
            work(in, round -> round.delivery().signalHere(in, event));
        }
    }

    private void work(ConversationId in, Consumer<Round> then) {
        engine.lane(in).work((lane, round) -> round.add(new Heard(then)));
    }

    private void sessionsEnd(Notice notice) {
        List<String> fields = notice.fields();
        if (fields.size() >= 3) {
            RefusalCode code = RefusalCode.LOGGED_OUT;
            for (RefusalCode known : RefusalCode.values()) {
                code = known.name().equals(fields.get(1)) ? known : code;
            }
            Refusal reason = Refusal.of(code, fields.get(2));
            UserId.parse(fields.get(0)).ifPresent(user -> end(user, reason));
        }
    }

    private void accountGone(Notice notice) {
        notice.fields().stream().findFirst().flatMap(UserId::parse).ifPresent(user -> {
            engine.directory().forget(user);
            end(user, Refusal.of(RefusalCode.ACCOUNT_DELETED, "the account was deleted"));
        });
    }

    private void announced(Notice notice) {
        if (notice.fields().size() >= 2) {
            number(notice, 0)
                    .ifPresent(millis -> engine.moderation()
                            .tellEveryone(new Event.Announced(notice.fields().get(1), Instant.ofEpochMilli(millis))));
        }
    }

    private void end(UserId user, Refusal reason) {
        engine.presence().of(user).forEach(session -> session.end(reason));
    }

    private void blocked(Notice notice) {
        List<String> fields = notice.fields();
        if (fields.size() >= 3) {
            boolean on = fields.get(2).equals("on");
            UserId.parse(fields.get(0))
                    .ifPresent(user -> UserId.parse(fields.get(1)).ifPresent(other -> {
                        Profile profile = engine.presence().profile(user);
                        if (profile != null) {
                            profile.block(other, on);
                        }
                        engine.directory().block(user, other, on);
                    }));
        }
    }

    private static Optional<Long> number(Notice notice, int field) {
        try {
            return field < notice.fields().size()
                    ? Optional.of(Long.parseLong(notice.fields().get(field)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** What is told of another node in a round of its conversation's lane, after what was stored before it. */
    private static final class Heard extends Item {
        private final Consumer<Round> then;

        Heard(Consumer<Round> then) {
            super(null, null);
            this.then = then;
        }

        @Override
        Optional<Write> decide(Round round) {
            return Optional.empty();
        }

        @Override
        void nothingToStore(Round round) {
            then.accept(round);
        }

        @Override
        void done(Outcome stored, Round round) {
            throw new IllegalStateException("nothing is stored");
        }
    }
}
