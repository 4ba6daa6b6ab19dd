package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Request;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits in a session, and where its answer goes: into the session's outbox in the
 * request's own form, or, for a session in this process, to a function.
 */
final class Ask {
    final @Nullable Verb verb;
    final @Nullable Command command;
    final @Nullable Refusal refusal;
    final int size;
    /** What the request names, once that was looked up; touched only by who has the session's turn. */
    @Nullable
    Target target;

    private final @Nullable String ref;
    private final @Nullable Encoder encoder;
    private final @Nullable Consumer<Reply> answer;

    Ask(Request request, Encoder encoder) {
        this.verb = request.verb().orElse(null);
        this.command = request.command().orElse(null);
        this.refusal = request.refusal().orElse(null);
        this.size = request.size();
        this.ref = request.ref();
        this.encoder = encoder;
        this.answer = null;
    }

    Ask(Command command, Consumer<Reply> answer) {
        this.verb = command.verb();
        this.command = command;
        this.refusal = null;
        this.size = 0;
        this.ref = null;
        this.encoder = null;
        this.answer = answer;
    }

    /**
     * Gives the reply to whoever asked.
     *
     * @return whether to ring the session's doorbell
     */
    boolean reply(Outbox outbox, Reply reply) {
        if (encoder != null) {
            return outbox.add(encoder.reply(ref, reply));
        }
        if (answer != null) {
            answer.accept(reply);
        }
        return false;
    }

    /**
     * Gives the last reply of the session, and ends its outbox in the same step: a lane that is telling an event
     * at this moment finds no place behind it.
     *
     * @return whether to ring the session's doorbell
     */
    boolean replyLast(Outbox outbox, Reply reply) {
        if (encoder != null) {
            return outbox.end(encoder.reply(ref, reply));
        }
        if (answer != null) {
            answer.accept(reply);
        }
        return outbox.end(null);
    }

    /**
     * Gives the reply to a post that is stored now.
     *
     * @return whether to ring the session's doorbell
     */
    boolean replyPosted(SessionActor session, Reply reply, Message message) {
        ConversationId in = message.conversation();
        if (encoder != null && !(in instanceof ConversationId.Lobby)) {
            return session.outbox().addPosted(encoder.reply(ref, reply), in, message.seq());
        }
        if (encoder == null && session.outbox().follows(in)) {
            session.given(Frame.Tells.OWN_NUMBER, in, message.seq());
        }
        return reply(session.outbox(), reply);
    }
}
