package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Decision;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Objects;
import java.util.Optional;

/** MESSAGE, PRIVATE, GROUP, REPLY, EDIT, DELETE. */
final class Saying extends Asked {
    private final Command.Say say;

    Saying(Engine engine, SessionActor session, Ask ask, Command.Say say) {
        super(engine, session, ask);
        this.say = say;
    }

    @Override
    boolean isPost() {
        return true;
    }

    @Override
    Optional<Write> decide(Round round) {
        group = round.group(conversation());
        boolean isBlocked = target().user()
                .map(other -> engine.directory().isBlocked(user, other))
                .orElse(false);
        Rules.Place place = new Rules.Place(conversation(), Optional.ofNullable(group), isBlocked, target().subject());
        return engine.rules().decide(place, user, say).match(new Decision.Cases<Optional<Write>>() {
            @Override
            public Optional<Write> append(Decision.Append to) {
                return Optional.of(new Write.Append(
                        to.conversation(),
                        user,
                        round.now(),
                        to.kind(),
                        to.refersTo(),
                        to.text(),
                        to.clientId(),
                        to.version()));
            }

            @Override
            public Optional<Write> change(Decision.Change change) {
                throw new IllegalStateException("a post changes no group");
            }

            @Override
            public Optional<Write> nothing(Decision.Nothing nothing) {
                throw new IllegalStateException("a post is always something");
            }

            @Override
            public Optional<Write> refuse(Decision.Refuse why) {
                return Saying.this.refuse(why.refusal());
            }
        });
    }

    @Override
    void done(Outcome stored, Round round) {
        Message message = stored.message();
        switch (stored.result()) {
            case DONE ->
                round.replyPosted(
                        self(), Objects.requireNonNull(ask), posted(Objects.requireNonNull(message), false), message);
            case DUPLICATE ->
                reply(
                        round,
                        isTheSame(Objects.requireNonNull(message))
                                ? posted(message, true)
                                : Dispatcher.refused(
                                        verb(),
                                        Refusal.of(RefusalCode.CONFLICT, "this id was used for another message")));
            case GONE -> reply(round, Dispatcher.refused(verb(), Rules.noSuchMessage()));
            default -> stale(round);
        }
    }

    private Reply posted(Message message, boolean duplicate) {
        return new Reply.Posted(verb(), ref(), say.seq(), message.seq(), message.time(), duplicate);
    }

    private boolean isTheSame(Message first) {
        Write.Append append = (Write.Append) Objects.requireNonNull(write);
        return first.conversation().equals(append.conversation())
                && first.kind() == append.kind()
                && first.refersTo() == append.refersTo()
                && (first.text().equals(append.text()) || first.state() == Message.State.DELETED);
    }
}
