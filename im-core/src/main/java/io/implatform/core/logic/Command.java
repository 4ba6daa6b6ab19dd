package io.implatform.core.logic;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for, apart from how it was spelled on the wire. Immutable values; the strings are
 * what the user wrote, not yet checked. {@link Rules} checks them.
 */
public sealed interface Command {

    Verb verb();

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of command. */
    interface Cases<R> {
        R say(Say command);

        R register(Register command);

        R login(Login command);

        R changePassword(ChangePassword command);

        R unregister(Unregister command);

        R logout(Logout command);

        R online(Online command);

        R setStatus(SetStatus command);

        R watch(Watch command);

        R typing(Typing command);

        R history(History command);

        R mark(Mark command);

        R unread(Unread command);

        R positions(Positions command);

        R createGroup(CreateGroup command);

        R changeGroup(ChangeGroup command);

        R groups(Groups command);

        R members(Members command);

        R block(Block command);

        R blocked(Blocked command);

        R moderate(Moderate command);

        R announce(Announce command);

        R help(Help command);

        R ping(Ping command);

        R quit(Quit command);
    }

    /**
     * Put something into a conversation: a text, or a change of an earlier one. {@link #toString} leaves
     * the text out.
     *
     * @param what what it is
     * @param in where
     * @param seq the message that is answered, edited or deleted; 0 for a text that answers none
     * @param text the text; empty for a deletion
     * @param clientId the sender's own name for it, under which it is stored once however often it is
     *     sent; {@code null} where the sender gave none
     */
    record Say(
            What what,
            ConversationRef in,
            long seq,
            String text,
            @Nullable String clientId) implements Command {
        /** What can be put into a conversation. */
        public enum What {
            POST,
            REPLY,
            EDIT,
            DELETE
        }

        /** A text that answers none. */
        public static Say post(ConversationRef to, String text, @Nullable String clientId) {
            return new Say(What.POST, to, 0, text, clientId);
        }

        @Override
        public Verb verb() {
            return switch (what) {
                case POST ->
                    switch (in.kind()) {
                        case LOBBY -> Verb.MESSAGE;
                        case PRIVATE -> Verb.PRIVATE;
                        case GROUP -> Verb.GROUP;
                    };
                case REPLY -> Verb.REPLY;
                case EDIT -> Verb.EDIT;
                case DELETE -> Verb.DELETE;
            };
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.say(this);
        }

        @Override
        public String toString() {
            return verb() + "[" + in + "]";
        }
    }

    /** What opens an account. Their {@code toString} leaves the secret out. */
    sealed interface Credentials {
        /** Whether who logs in by them wants a token unless they say otherwise. */
        default boolean wantsTokenUnlessSaid() {
            return true;
        }
    }

    /** A name and its password. */
    record PasswordCredentials(String name, String password) implements Credentials {
        @Override
        public String toString() {
            return "PasswordCredentials[" + name + "]";
        }
    }

    /** A token that an earlier login was given. It stays good for the next one, so that no other is wanted. */
    record TokenCredentials(String token) implements Credentials {
        @Override
        public boolean wantsTokenUnlessSaid() {
            return false;
        }

        @Override
        public String toString() {
            return "TokenCredentials[]";
        }
    }

    /** A token of the host program's own, which its authenticator knows. */
    record HostTokenCredentials(String token) implements Credentials {
        @Override
        public String toString() {
            return "HostTokenCredentials[]";
        }
    }

    /** The certificate that the client has shown to the transport. */
    record CertificateCredentials() implements Credentials {}

    /**
     * Where a client left off.
     *
     * @param epoch the store's, as an earlier login was told
     * @param positions the last message that it has of each conversation; what follows is sent
     */
    record Resume(String epoch, Map<ConversationRef, Long> positions) {
        public Resume {
            positions = Map.copyOf(positions);
        }
    }

    /** Make an account. {@link #toString} leaves the secrets out. */
    record Register(String name, String password) implements Command {
        @Override
        public Verb verb() {
            return Verb.REGISTER;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.register(this);
        }

        @Override
        public String toString() {
            return "Register[" + name + "]";
        }
    }

    /**
     * Log in.
     *
     * @param resume where the client left off; empty for one that keeps no positions
     * @param wantsToken whether the client wants a new token with which to come back
     */
    record Login(Credentials credentials, Optional<Resume> resume, boolean wantsToken) implements Command {
        @Override
        public Verb verb() {
            return Verb.LOGIN;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.login(this);
        }
    }

    /** Change one's password. {@link #toString} leaves the secrets out. */
    record ChangePassword(String oldPassword, String newPassword) implements Command {
        @Override
        public Verb verb() {
            return Verb.PASSWORD;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changePassword(this);
        }

        @Override
        public String toString() {
            return "ChangePassword[]";
        }
    }

    /** Delete one's account. {@link #toString} leaves the secrets out. */
    record Unregister(String password) implements Command {
        @Override
        public Verb verb() {
            return Verb.UNREGISTER;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unregister(this);
        }

        @Override
        public String toString() {
            return "Unregister[]";
        }
    }

    /** End the session and its token, or all sessions and tokens of the user. */
    record Logout(boolean everywhere) implements Command {
        @Override
        public Verb verb() {
            return Verb.LOGOUT;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.logout(this);
        }
    }

    /** List who is online. */
    record Online() implements Command {
        @Override
        public Verb verb() {
            return Verb.ONLINE;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.online(this);
        }
    }

    /** Say how present one is on this session. */
    record SetStatus(Status status) implements Command {
        @Override
        public Verb verb() {
            return Verb.STATUS;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.setStatus(this);
        }
    }

    /** Be told of everyone's status from here on, or no more. */
    record Watch(boolean on) implements Command {
        @Override
        public Verb verb() {
            return on ? Verb.WATCH : Verb.UNWATCH;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.watch(this);
        }
    }

    /** Show the others that one is writing. */
    record Typing(ConversationRef in) implements Command {
        @Override
        public Verb verb() {
            return Verb.TYPING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.typing(this);
        }
    }

    /**
     * Show stored messages.
     *
     * @param limit how many at the most; empty for the default
     */
    record History(ConversationRef of, PageRequest page, OptionalLong limit) implements Command {
        @Override
        public Verb verb() {
            return Verb.HISTORY;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.history(this);
        }
    }

    /** Move one's read position, and with it the delivered one, or the delivered one alone. */
    record Mark(ConversationRef in, long seq, boolean read) implements Command {
        @Override
        public Verb verb() {
            return read ? Verb.READ : Verb.ACK;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.mark(this);
        }
    }

    /** List the conversations with something unread. */
    record Unread() implements Command {
        @Override
        public Verb verb() {
            return Verb.UNREAD;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unread(this);
        }
    }

    /** Show how far the others have come in a private conversation or a group. */
    record Positions(ConversationRef in) implements Command {
        @Override
        public Verb verb() {
            return Verb.POSITIONS;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.positions(this);
        }
    }

    /** Found a group. */
    record CreateGroup(String name, boolean isPrivate) implements Command {
        @Override
        public Verb verb() {
            return Verb.CREATE;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.createGroup(this);
        }
    }

    /**
     * Change a group: JOIN, LEAVE, INVITE, KICK, ROLE or TOPIC.
     *
     * @param verb which of them
     * @param user whom it is about; empty where it is the actor
     * @param role the role to give; only with ROLE
     * @param topic the new topic; only with TOPIC, empty for none
     */
    record ChangeGroup(Verb verb, String group, String user, Optional<Role> role, String topic) implements Command {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changeGroup(this);
        }
    }

    /** List one's groups and invitations. */
    record Groups() implements Command {
        @Override
        public Verb verb() {
            return Verb.GROUPS;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.groups(this);
        }
    }

    /** List the members of a group. */
    record Members(String group) implements Command {
        @Override
        public Verb verb() {
            return Verb.MEMBERS;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.members(this);
        }
    }

    /** Hear no more of a user, or again. */
    record Block(String user, boolean on) implements Command {
        @Override
        public Verb verb() {
            return on ? Verb.BLOCK : Verb.UNBLOCK;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.block(this);
        }
    }

    /** List whom one has blocked. */
    record Blocked() implements Command {
        @Override
        public Verb verb() {
            return Verb.BLOCKED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blocked(this);
        }
    }

    /**
     * Act on a user, or on those who connect from an address: MUTE, UNMUTE, BAN, UNBAN or DISCONNECT.
     *
     * @param verb which of them
     * @param user whom it is about; empty where it is about an address
     * @param address the address or network, only with BAN and UNBAN; empty where it is about a user
     * @param duration how long, only with MUTE and BAN; empty for good
     * @param reason what those concerned are told; maybe empty
     */
    record Moderate(Verb verb, String user, String address, Optional<Duration> duration, String reason)
            implements Command {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.moderate(this);
        }
    }

    /** Tell everyone who is logged in. {@link #toString} leaves the text out. */
    record Announce(String text) implements Command {
        @Override
        public Verb verb() {
            return Verb.ANNOUNCE;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.announce(this);
        }

        @Override
        public String toString() {
            return "Announce[]";
        }
    }

    /** List the commands. */
    record Help() implements Command {
        @Override
        public Verb verb() {
            return Verb.HELP;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.help(this);
        }
    }

    /** Ask for a sign of life. */
    record Ping() implements Command {
        @Override
        public Verb verb() {
            return Verb.PING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ping(this);
        }
    }

    /** End the session. */
    record Quit() implements Command {
        @Override
        public Verb verb() {
            return Verb.QUIT;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.quit(this);
        }
    }
}
