package io.implatform.core.internal;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Event;
import io.implatform.core.model.Group;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Optional;

/** TYPING: never stored, but told after what was stored before it. */
final class Typing extends Asked {
    Typing(Engine engine, SessionActor session, Ask ask) {
        super(engine, session, ask);
    }

    @Override
    Optional<Write> decide(Round round) {
        Group group = round.group(conversation());
        Rules.Place place = new Rules.Place(
                conversation(),
                Optional.ofNullable(group),
                target().user()
                        .map(other -> engine.directory().isBlocked(user, other))
                        .orElse(false),
                Optional.empty());
        Optional<Refusal> refusal = engine.rules().maySpeak(place, user);
        return refusal.isPresent() ? refuse(refusal.get()) : answer(Reply.Done.of(Verb.TYPING));
    }

    @Override
    void done(Outcome stored, Round round) {
        throw new IllegalStateException("typing is never stored");
    }

    @Override
    void nothingToStore(Round round) {
        super.nothingToStore(round);
        if (!isRefused()) {
            round.delivery()
                    .signal(conversation(), round.group(conversation()), self(), in -> new Event.Typing(user, in));
            engine.cluster()
                    .tell(
                            conversation(),
                            Notice.of(
                                    Notice.Kind.TYPING,
                                    user.name(),
                                    conversation().key()));
        }
    }
}
