package io.implatform.core.logic;

import io.implatform.core.model.PageRequest;
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
        R register(Register command);

        R login(Login command);

        R online(Online command);

        R post(Post command);

        R history(History command);

        R help(Help command);

        R ping(Ping command);

        R quit(Quit command);
    }

    /** Make an account. {@link #toString} leaves the password out. */
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

    /** Log in. {@link #toString} leaves the password out. */
    record Login(String name, String password) implements Command {
        @Override
        public Verb verb() {
            return Verb.LOGIN;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.login(this);
        }

        @Override
        public String toString() {
            return "Login[" + name + "]";
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

    /**
     * Say something in a conversation. {@link #toString} leaves the text out.
     *
     * @param to where
     * @param text what
     * @param clientId the sender's own name for the message, under which it is stored once however
     *     often it is sent; {@code null} where the sender gave none
     */
    record Post(ConversationRef to, String text, @Nullable String clientId) implements Command {
        @Override
        public Verb verb() {
            return to.kind() == ConversationRef.Kind.LOBBY ? Verb.MESSAGE : Verb.PRIVATE;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.post(this);
        }

        @Override
        public String toString() {
            return "Post[" + to + "]";
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
