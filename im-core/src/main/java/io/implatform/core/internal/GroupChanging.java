package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Decision;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JOIN, LEAVE, INVITE, KICK, ROLE, TOPIC. */
final class GroupChanging extends Asked {
    private final Command.ChangeGroup command;
    private @Nullable Group before;
    private @Nullable Group after;

    GroupChanging(Engine engine, SessionActor session, Ask ask, Command.ChangeGroup command) {
        super(engine, session, ask);
        this.command = command;
    }

    private UserId about() {
        return target().user().orElse(user);
    }

    @Override
    Optional<Write> decide(Round round) {
        Group group = round.group(conversation());
        if (group == null) {
            return refuse(Rules.noSuchGroup());
        }
        if (command.verb() == Verb.JOIN && group.roleOf(user).isEmpty() && isInTooMany()) {
            return refuse(tooMany(engine));
        }
        return engine.rules().decide(group, user, command, about()).match(new Decision.Cases<Optional<Write>>() {
            @Override
            public Optional<Write> append(Decision.Append append) {
                throw new IllegalStateException("a change of a group is no post");
            }

            @Override
            public Optional<Write> change(Decision.Change change) {
                before = change.before();
                after = group.with(change.change());
                round.willBe(after);
                return Optional.of(new Write.ChangeGroup(group.id(), group.version(), change.change()));
            }

            @Override
            public Optional<Write> nothing(Decision.Nothing nothing) {
                return answer(ok(group));
            }

            @Override
            public Optional<Write> refuse(Decision.Refuse why) {
                return GroupChanging.this.refuse(why.refusal());
            }
        });
    }

    private Reply ok(Group group) {
        return switch (command.verb()) {
            case INVITE, KICK -> Reply.Done.of(command.verb(), "group", group.name(), "user", about().name());
            case ROLE ->
                Reply.Done.of(
                        command.verb(),
                        "group",
                        group.name(),
                        "user",
                        about().name(),
                        "role",
                        command.role().orElse(Role.MEMBER).key());
            case TOPIC -> Reply.Done.of(command.verb(), "group", group.name(), "topic", command.topic());
            default -> Reply.Done.of(command.verb(), "group", group.name());
        };
    }

    @Override
    void done(Outcome stored, Round round) {
        if (stored.result() != Outcome.Result.DONE) {
            stale(round);
            return;
        }
        Group was = Objects.requireNonNull(before);
        Group is = Objects.requireNonNull(after);
        reply(round, ok(is));
        round.delivery().audienceChanges(is.id());
        GroupChange change = ((Write.ChangeGroup) Objects.requireNonNull(write)).change();
        round.hearing().tellUpTo(was);
        change.match(new GroupTelling(engine, round.delivery(), self(), user, was, is));
        engine.groups().told(is.id(), is.version(), is);
        round.tell(new GroupNews(is.id(), is.version(), user, wasMember(change, was), change));
    }

    private static boolean wasMember(GroupChange change, Group before) {
        if (change instanceof GroupChange.SetMember set) {
            return before.roleOf(set.user()).isPresent();
        }
        return change instanceof GroupChange.RemoveMember removal
                && before.roleOf(removal.user()).isPresent();
    }
}
