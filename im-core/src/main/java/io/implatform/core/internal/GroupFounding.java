package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Optional;

/** CREATE. */
final class GroupFounding extends Asked {
    private final Command.CreateGroup command;

    GroupFounding(Engine engine, SessionActor session, Ask ask, Command.CreateGroup command) {
        super(engine, session, ask);
        this.command = command;
    }

    @Override
    Optional<Write> decide(Round round) {
        Optional<Refusal> badName = engine.rules().checkGroupName(command.name());
        if (badName.isPresent()) {
            return refuse(badName.get());
        }
        Profile profile = self().profile();
        if (profile != null && profile.group(command.name()) != null) {
            return refuse(nameTaken());
        }
        if (isInTooMany()) {
            return refuse(tooMany(engine));
        }
        Group group = Group.founded((ConversationId.Group) conversation(), command.isPrivate(), user);
        round.willBe(group);
        return Optional.of(new Write.FoundGroup(group));
    }

    @Override
    void done(Outcome stored, Round round) {
        ConversationId.Group group = (ConversationId.Group) conversation();
        if (stored.result() != Outcome.Result.DONE) {
            engine.groups().forget(group);
            reply(round, Dispatcher.refused(verb(), nameTaken()));
            return;
        }
        joined(engine, group, user, false);
        round.tell(new GroupNews(group, 1, user, true, new GroupChange.SetMember(user, Role.OWNER)));
        reply(round, Reply.Done.of(verb(), "group", group.name()));
    }

    private static Refusal nameTaken() {
        return Refusal.of(RefusalCode.NAME_TAKEN, "there is a group of that name");
    }
}
