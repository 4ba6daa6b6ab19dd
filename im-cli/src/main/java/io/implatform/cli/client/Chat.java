package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to a server, as much of it as the programs here need. Connects again by itself.
 *
 * <p>Safe for use by several threads. A future that fails does so with a {@link Refused} where the server said
 * no, and with another exception, whose message is for a person, where there was no answer.
 */
interface Chat extends AutoCloseable {

    /** What the server made of a message. */
    record Sent(long seq, Instant time) {}

    /**
     * Messages of a conversation, oldest first.
     *
     * @param more whether there are older ones
     */
    record Page(List<ChatMessage> messages, boolean more) {}

    /** How many messages of a conversation are unread. */
    record Unread(ConversationRef in, long count) {}

    /** A user, and how present they are. */
    record Present(String user, Status status) {}

    /** A group of one's own; without a role where one is only invited. */
    record Standing(String group, boolean isPrivate, Optional<Role> role, String topic) {}

    /** A member of a group. */
    record Member(String user, Role role) {}

    /** The server said no. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code, String words) {
            super(words + " (" + code + ")");
            this.code = code;
        }

        /** Its stable code. */
        String code() {
            return code;
        }
    }

    /** What can be said in a conversation. */
    enum What {
        POST,
        REPLY,
        EDIT,
        DELETE
    }

    /** Makes an account, without logging in. */
    CompletableFuture<Void> register(String user, String password);

    /** Logs in; the user's name as it was registered. */
    CompletableFuture<String> login(String user, String password);

    /**
     * Says something; complete when it is durable.
     *
     * @param seq what is answered, edited or deleted; 0 with POST
     * @param text empty with DELETE
     */
    CompletableFuture<Sent> say(What what, ConversationRef in, long seq, String text);

    /** Shows the others that one is writing; lost where that cannot be done at once. */
    void typing(ConversationRef in);

    /** A page of the newest messages before {@code before}, or of all where that is 0. */
    CompletableFuture<Page> history(ConversationRef of, long before, int limit);

    CompletableFuture<?> read(ConversationRef in, long seq);

    CompletableFuture<List<Unread>> unread();

    CompletableFuture<List<Present>> online();

    CompletableFuture<?> status(Status status);

    /** Asks for {@link ChatEvent.Presence} from now on. */
    CompletableFuture<?> watch();

    CompletableFuture<?> create(String group, boolean isPrivate);

    CompletableFuture<?> join(String group);

    CompletableFuture<?> leave(String group);

    CompletableFuture<?> invite(String group, String user);

    CompletableFuture<?> kick(String group, String user);

    CompletableFuture<?> role(String group, String user, Role role);

    CompletableFuture<?> topic(String group, String topic);

    CompletableFuture<List<Standing>> groups();

    CompletableFuture<List<Member>> members(String group);

    CompletableFuture<?> block(String user, boolean on);

    CompletableFuture<List<String>> blocked();

    CompletableFuture<?> changePassword(String oldPassword, String newPassword);

    CompletableFuture<?> unregister(String password);

    /** Ends all of the user's sessions, or the one here with its token. */
    CompletableFuture<?> logout(boolean everywhere);

    /** Ends it. What was not acknowledged may be lost. */
    @Override
    void close();
}
