package io.implatform.core.internal;

import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Optional;

/** What a user who is muted asks for and may not. */
final class Silenced extends Asked {
    private final Refusal why;

    Silenced(Engine engine, SessionActor session, Ask ask, Refusal why) {
        super(engine, session, ask);
        this.why = why;
    }

    @Override
    Optional<Write> decide(Round round) {
        return refuse(why);
    }

    @Override
    void done(Outcome stored, Round round) {
        throw new IllegalStateException("nothing was stored");
    }
}
