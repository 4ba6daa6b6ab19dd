package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.Remembered.Conversation;
import java.sql.SQLException;
import java.util.Map;

/** How the groups of one batch are founded and changed. */
final class GroupWriting {
    private final Database database;
    private final Remembered remembered;

    GroupWriting(Database database, Remembered remembered) {
        this.database = database;
        this.remembered = remembered;
    }

    Result found(Group group) throws SQLException {
        String nameKey = ConversationId.Group.fold(group.name());
        if (remembered.conversation(database, group.id()) != null
                || (!group.isPrivate() && Groups.publicGroup(database, nameKey).isPresent())) {
            return Result.NAME_TAKEN;
        }
        Conversation conversation = remembered.found(database, group.id(), group.version());
        database.update(
                "INSERT INTO chat_group (conversation, name, name_key, private, topic, version)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                conversation.number,
                group.name(),
                nameKey,
                group.isPrivate() ? 1 : 0,
                group.topic(),
                group.version());
        // The places of those who come later are the versions that their coming makes.
        long place = group.version() - group.members().size();
        for (Map.Entry<UserId, Role> member : group.members().entrySet()) {
            place++;
            join(conversation, member.getKey(), member.getValue(), place);
        }
        for (UserId user : group.invited()) {
            invite(conversation, user);
        }
        return Result.DONE;
    }

    Result change(Write.ChangeGroup write) throws SQLException {
        Conversation conversation = remembered.conversation(database, write.group());
        if (conversation == null || conversation.version != write.version()) {
            return Result.STALE;
        }
        conversation.version++;
        database.update(
                "UPDATE chat_group SET version = ? WHERE conversation = ?", conversation.version, conversation.number);
        write.change().match(new Changes(conversation)).take();
        return Result.DONE;
    }

    private interface Step {
        void take() throws SQLException;
    }

    private final class Changes implements GroupChange.Cases<Step> {
        private final Conversation conversation;

        Changes(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public Step member(GroupChange.SetMember change) {
            return () -> {
                if (!give(conversation, change.user(), change.role())) {
                    join(conversation, change.user(), change.role(), conversation.version);
                }
                uninvite(conversation, change.user());
            };
        }

        @Override
        public Step removed(GroupChange.RemoveMember change) {
            return () -> {
                long user = id(change.user());
                database.update("DELETE FROM member WHERE conversation = ? AND user = ?", conversation.number, user);
                database.update("DELETE FROM position WHERE user = ? AND conversation = ?", user, conversation.number);
                uninvite(conversation, change.user());
                if (!change.heir().equals(change.user())) {
                    give(conversation, change.heir(), Role.OWNER);
                }
            };
        }

        @Override
        public Step invited(GroupChange.Invite change) {
            return () -> invite(conversation, change.user());
        }

        @Override
        public Step topic(GroupChange.SetTopic change) {
            return () -> database.update(
                    "UPDATE chat_group SET topic = ? WHERE conversation = ?", change.topic(), conversation.number);
        }
    }

    private void join(Conversation conversation, UserId user, Role role, long place) throws SQLException {
        database.update(
                "INSERT INTO member (conversation, user, role, place) VALUES (?, ?, ?, ?)",
                conversation.number,
                id(user),
                role.key(),
                place);
        database.update(
                "INSERT INTO position (user, conversation, delivered, read) VALUES (?, ?, ?, ?)",
                id(user),
                conversation.number,
                conversation.head,
                conversation.head);
    }

    /** Whether {@code user} is a member, who has that role now. */
    private boolean give(Conversation conversation, UserId user, Role role) throws SQLException {
        return database.update(
                        "UPDATE member SET role = ? WHERE conversation = ? AND user = ?",
                        role.key(),
                        conversation.number,
                        id(user))
                == 1;
    }

    private void invite(Conversation conversation, UserId user) throws SQLException {
        database.update(
                "INSERT INTO invitation (conversation, user) VALUES (?, ?) ON CONFLICT (conversation, user) DO NOTHING",
                conversation.number,
                id(user));
    }

    private void uninvite(Conversation conversation, UserId user) throws SQLException {
        database.update("DELETE FROM invitation WHERE conversation = ? AND user = ?", conversation.number, id(user));
    }

    private long id(UserId user) throws SQLException {
        return remembered.user(database, user).id();
    }
}
