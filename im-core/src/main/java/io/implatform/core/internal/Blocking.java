package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Optional;

/** BLOCK, UNBLOCK. */
final class Blocking extends Asked {
    private final Command.Block block;

    Blocking(Engine engine, SessionActor session, Ask ask, Command.Block block) {
        super(engine, session, ask);
        this.block = block;
    }

    @Override
    Optional<Write> decide(Round round) {
        UserId other = target().user().orElseThrow();
        if (other.equals(user)) {
            return refuse(Refusal.of(RefusalCode.BAD_ARGUMENT, "you cannot block yourself"));
        }
        Profile profile = self().profile();
        if (block.on()
                && profile != null
                && profile.blocked().size() >= engine.limits().get(Limit.BLOCKED_USERS)) {
            return refuse(Refusal.of(RefusalCode.QUOTA, "you have blocked as many users as one may"));
        }
        return Optional.of(new Write.Block(user, other, block.on()));
    }

    @Override
    void done(Outcome stored, Round round) {
        UserId other = target().user().orElseThrow();
        Profile profile = self().profile();
        if (profile != null) {
            profile.block(other, block.on());
        }
        engine.directory().block(user, other, block.on());
        engine.cluster().tellAll(Notice.of(Notice.Kind.BLOCKED, user.name(), other.name(), block.on() ? "on" : "off"));
        reply(round, Reply.Done.of(verb(), "user", other.name()));
    }
}
