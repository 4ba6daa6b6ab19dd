package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a round does: decide it, store what was decided, and, once that is durable, answer and
 * tell. Confined to its lane.
 */
abstract class Item {
    final @Nullable SessionActor session;
    final @Nullable Ask ask;

    /** What to store, since {@link #decide}; {@code null} for nothing. */
    @Nullable
    Write write;

    /** The group that it is about, as it was decided on; {@code null} where it is about none. */
    @Nullable
    Group group;

    /** What became of it; {@code null} where nothing was stored, or storing failed. */
    @Nullable
    Outcome outcome;

    /** It could not be decided, because the store failed. */
    boolean undecided;

    /** Who asks, and for what; {@code null} both where the server itself does. */
    Item(@Nullable SessionActor session, @Nullable Ask ask) {
        this.session = session;
        this.ask = ask;
    }

    /** Decides. @return what to store; empty for nothing, and then {@link #nothingToStore} follows */
    abstract Optional<Write> decide(Round round);

    /** It is durable, or was stored before: answer and tell. */
    abstract void done(Outcome stored, Round round);

    /** There was nothing to store: answer, and tell what is never stored. */
    void nothingToStore(Round round) {}

    /** The store failed. */
    void failed(Round round) {
        reply(round, Dispatcher.refused(ask == null ? null : ask.verb, Dispatcher.storeUnavailable()));
    }

    /** The item that does what a session asks a lane for. */
    static Item of(Engine engine, SessionActor session, Ask ask) {
        Command command = Objects.requireNonNull(ask.command);
        Optional<Refusal> muted = engine.moderation().muted(session, command);
        if (muted.isPresent()) {
            return new Silenced(engine, session, ask, muted.get());
        }
        if (command instanceof Command.Say say) {
            return new Saying(engine, session, ask, say);
        }
        if (command instanceof Command.ChangeGroup change) {
            return new GroupChanging(engine, session, ask, change);
        }
        if (command instanceof Command.CreateGroup create) {
            return new GroupFounding(engine, session, ask, create);
        }
        if (command instanceof Command.Mark mark) {
            return new Marking(engine, session, ask, mark);
        }
        if (command instanceof Command.Block block) {
            return new Blocking(engine, session, ask, block);
        }
        return new Typing(engine, session, ask);
    }

    /** Whether it was decided that it is not to be done. */
    boolean isRefused() {
        return false;
    }

    /** Whether it is a post of its session, whose number the outbox waits for. */
    boolean isPost() {
        return false;
    }

    final void reply(Round round, Reply reply) {
        if (session != null && ask != null) {
            round.reply(session, ask, reply);
        }
    }

    /** The group that it is about; {@code null} where it is about none. */
    final ConversationId.@Nullable Group inGroup() {
        return ask != null && ask.target != null && ask.target.conversation() instanceof ConversationId.Group id
                ? id
                : null;
    }

    /** The conversation that the request names. */
    final ConversationId conversation() {
        return target().conversation();
    }

    final Target target() {
        if (ask == null || ask.target == null) {
            throw new IllegalStateException("nothing was looked up");
        }
        return ask.target;
    }
}
