package io.implatform.testkit;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Status;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Spells requests in the text form of the protocol, for tests that play a client. What only the JSON form
 * can say is left out: client ids, tokens, resuming. Threads: any.
 */
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
        public String say(Command.Say command) {
            String start = command.verb()
                    + (command.what() != Command.Say.What.POST
                            ? " " + command.in() + " " + command.seq()
                            : withName(command.in().name()));
            return command.what() == Command.Say.What.DELETE ? start : start + " " + command.text();
        }

        private String withName(String name) {
            return name.isEmpty() ? "" : " " + name;
        }

        @Override
        public String register(Command.Register command) {
            return "REGISTER " + command.name() + " " + command.password();
        }

        @Override
        public String login(Command.Login command) {
            if (command.credentials() instanceof Command.PasswordCredentials password) {
                return "LOGIN " + password.name() + " " + password.password();
            }
            throw new IllegalArgumentException("the text form has no tokens");
        }

        @Override
        public String changePassword(Command.ChangePassword command) {
            return "PASSWORD " + command.oldPassword() + " " + command.newPassword();
        }

        @Override
        public String unregister(Command.Unregister command) {
            return "UNREGISTER " + command.password();
        }

        @Override
        public String logout(Command.Logout command) {
            return command.everywhere() ? "LOGOUT everywhere" : "LOGOUT";
        }

        @Override
        public String online(Command.Online command) {
            return "ONLINE";
        }

        @Override
        public String setStatus(Command.SetStatus command) {
            Status status = command.status();
            return "STATUS " + status.state().key() + withName(status.text());
        }

        @Override
        public String watch(Command.Watch command) {
            return command.verb().name();
        }

        @Override
        public String typing(Command.Typing command) {
            return "TYPING " + command.in();
        }

        @Override
        public String history(Command.History command) {
            PageRequest page = command.page();
            String from = switch (page.from()) {
                case NEWEST -> "";
                case BEFORE -> " before " + page.seq();
                case AFTER -> " after " + page.seq();
            };
            String limit = command.limit().isPresent() ? " " + command.limit().getAsLong() : "";
            return "HISTORY " + command.of() + from + limit;
        }

        @Override
        public String mark(Command.Mark command) {
            return command.verb() + " " + command.in() + " " + command.seq();
        }

        @Override
        public String unread(Command.Unread command) {
            return "UNREAD";
        }

        @Override
        public String positions(Command.Positions command) {
            return "POSITIONS " + command.in();
        }

        @Override
        public String createGroup(Command.CreateGroup command) {
            return "CREATE " + command.name() + (command.isPrivate() ? " private" : "");
        }

        @Override
        public String changeGroup(Command.ChangeGroup command) {
            return command.verb()
                    + " "
                    + command.group()
                    + withName(command.user())
                    + command.role().map(role -> " " + role.key()).orElse("")
                    + (command.verb() == Verb.TOPIC ? withName(command.topic()) : "");
        }

        @Override
        public String groups(Command.Groups command) {
            return "GROUPS";
        }

        @Override
        public String members(Command.Members command) {
            return "MEMBERS " + command.group();
        }

        @Override
        public String block(Command.Block command) {
            return command.verb() + " " + command.user();
        }

        @Override
        public String blocked(Command.Blocked command) {
            return "BLOCKED";
        }

        @Override
        public String moderate(Command.Moderate command) {
            return command.verb()
                    + withName(command.user())
                    + withName(command.address())
                    + command.duration()
                            .map(duration -> " " + Durations.format(duration))
                            .orElse("")
                    + withName(command.reason());
        }

        @Override
        public String announce(Command.Announce command) {
            return "ANNOUNCE " + command.text();
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
