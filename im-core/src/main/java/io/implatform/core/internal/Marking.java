package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Group;
import io.implatform.core.model.Position;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Optional;

/** READ, ACK. */
final class Marking extends Asked {
    private final Command.Mark mark;

    Marking(Engine engine, SessionActor session, Ask ask, Command.Mark mark) {
        super(engine, session, ask);
        this.mark = mark;
    }

    @Override
    Optional<Write> decide(Round round) {
        Group group = round.group(conversation());
        if (conversation() instanceof ConversationId.Group) {
            Optional<Refusal> refusal = group == null
                    ? Optional.of(Rules.noSuchGroup())
                    : engine.rules().mayRead(group, user);
            if (refusal.isPresent()) {
                return refuse(refusal.get());
            }
        }
        if (mark.seq() < 0 || mark.seq() > target().head()) {
            return refuse(Refusal.of(RefusalCode.BAD_ARGUMENT, "the newest message there is " + target().head()));
        }
        return Optional.of(
                new Write.MovePosition(user, conversation(), new Position(mark.seq(), mark.read() ? mark.seq() : 0)));
    }

    @Override
    void done(Outcome stored, Round round) {
        reply(round, new Reply.Marked(verb(), ref(), mark.seq()));
        Profile profile = self().profile();
        long readBefore = profile == null ? 0 : profile.position(conversation()).read();
        if (profile != null && profile.move(conversation(), mark.seq(), mark.read() ? mark.seq() : 0)) {
            engine.positions().hasMoved(profile);
        }
        if (mark.read() && mark.seq() > readBefore) {
            tell(round);
        }
    }

    /** The user's other sessions are told, and the others in a conversation that is not the lobby. */
    private void tell(Round round) {
        if (conversation() instanceof ConversationId.Lobby) {
            round.delivery().signal(user, self(), new Event.Read(user, ConversationRef.lobby(), mark.seq()));
        } else {
            round.delivery()
                    .signal(
                            conversation(),
                            round.group(conversation()),
                            self(),
                            in -> new Event.Read(user, in, mark.seq()));
        }
        Notice notice = Notice.of(Notice.Kind.READ, user.name(), conversation().key(), Long.toString(mark.seq()));
        if (conversation() instanceof ConversationId.Lobby) {
            engine.cluster().tellUser(user, notice);
        } else {
            engine.cluster().tell(conversation(), notice);
        }
    }
}
