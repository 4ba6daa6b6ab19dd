package io.implatform.testkit;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.model.PageRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Spells requests in the text form of the protocol, for tests that play a client. Threads: any. */
public final class TextRequests {
    private TextRequests() {}

    /** The request as a line with its LF, in UTF-8. */
    public static byte[] line(@Nullable String ref, Command command) {
        return (text(ref, command) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The request as a line without its end. */
    public static String text(@Nullable String ref, Command command) {
        return (ref == null ? "" : "#" + ref + " ") + command.match(SPELLING);
    }

    private static final Command.Cases<String> SPELLING = new Command.Cases<>() {
        @Override
        public String register(Command.Register command) {
            return "REGISTER " + command.name() + " " + command.password();
        }

        @Override
        public String login(Command.Login command) {
            return "LOGIN " + command.name() + " " + command.password();
        }

        @Override
        public String online(Command.Online command) {
            return "ONLINE";
        }

        @Override
        public String post(Command.Post command) {
            String to = command.to().name();
            return switch (command.to().kind()) {
                case LOBBY -> "MESSAGE " + command.text();
                case PRIVATE -> "PRIVATE " + to + " " + command.text();
                case GROUP -> "GROUP " + to + " " + command.text();
            };
        }

        @Override
        public String history(Command.History command) {
            ConversationRef of = command.of();
            String conversation = switch (of.kind()) {
                case LOBBY -> "lobby";
                case PRIVATE -> "private " + of.name();
                case GROUP -> "group " + of.name();
            };
            PageRequest page = command.page();
            String from = switch (page.from()) {
                case NEWEST -> "";
                case BEFORE -> " before " + page.seq();
                case AFTER -> " after " + page.seq();
            };
            String limit = command.limit().isPresent() ? " " + command.limit().getAsLong() : "";
            return "HISTORY " + conversation + from + limit;
        }

        @Override
        public String help(Command.Help command) {
            return "HELP";
        }

        @Override
        public String ping(Command.Ping command) {
            return "PING";
        }

        @Override
        public String quit(Command.Quit command) {
            return "QUIT";
        }
    };
}
