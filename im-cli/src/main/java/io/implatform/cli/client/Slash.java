package io.implatform.cli.client;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The commands of the terminal client, and what each takes. */
enum Slash {
    TO("<who>", "talk to bob, #dev or lobby from now on", Argument.WHO),
    MSG("<who> <text>", "say something there and stay here", Argument.WHO, Argument.TEXT),
    LIST("", "show your conversations and what is unread"),
    NEXT("", "go where the next unread message is"),
    HISTORY("[n]", "show n messages further back (20)", Argument.OPTIONAL_COUNT),
    REPLY("<number|last> <text>", "answer a message here", Argument.SEQ, Argument.TEXT),
    EDIT("<number|last> <text>", "change a message of yours", Argument.SEQ, Argument.TEXT),
    DELETE("<number|last>", "delete a message of yours", Argument.SEQ),
    READ("[who]", "mark a conversation as read", Argument.OPTIONAL_WHO),
    WHO("", "show who is online"),
    STATUS("<state> [text]", "be online, away, busy or invisible", Argument.STATE, Argument.OPTIONAL_TEXT),
    GROUPS("", "show your groups and invitations"),
    MEMBERS("[#group]", "show who is in a group", Argument.OPTIONAL_GROUP),
    CREATE("<group> [private]", "found a group and go there", Argument.GROUP, Argument.OPTIONAL_PRIVATE),
    JOIN("<group>", "become a member of a group and go there", Argument.GROUP),
    LEAVE("[#group]", "leave a group", Argument.OPTIONAL_GROUP),
    INVITE("[#group] <user>", "let a user join a group", Argument.OPTIONAL_GROUP, Argument.USER),
    KICK("[#group] <user>", "remove a member", Argument.OPTIONAL_GROUP, Argument.USER),
    ROLE(
            "[#group] <user> <role>",
            "make somebody owner, moderator or member",
            Argument.OPTIONAL_GROUP,
            Argument.USER,
            Argument.ROLE),
    TOPIC("[#group] [text]", "say what a group is about", Argument.OPTIONAL_GROUP, Argument.OPTIONAL_TEXT),
    BLOCK("<user>", "hear no more of a user", Argument.USER),
    UNBLOCK("<user>", "hear of a user again", Argument.USER),
    BLOCKED("", "show whom you have blocked"),
    REGISTER("[user]", "make an account; the password is asked for", Argument.OPTIONAL_USER),
    LOGIN("[user]", "log in; the password is asked for", Argument.OPTIONAL_USER),
    PASSWORD("", "change your password; both are asked for"),
    UNREGISTER("", "delete your account for good"),
    LOGOUT("[everywhere]", "end this session, or all of yours", Argument.OPTIONAL_EVERYWHERE),
    HELP("", "show this"),
    QUIT("", "end (so does Ctrl-D)");

    /** What stands at one place after a command. */
    enum Argument {
        WHO,
        OPTIONAL_WHO,
        USER,
        OPTIONAL_USER,
        GROUP,
        /** A word that begins with {@code #}; any other one belongs to the next place. */
        OPTIONAL_GROUP,
        STATE,
        ROLE,
        SEQ,
        OPTIONAL_COUNT,
        OPTIONAL_PRIVATE,
        OPTIONAL_EVERYWHERE,
        /** The rest of the line. */
        TEXT,
        OPTIONAL_TEXT;

        boolean isOptional() {
            return name().startsWith("OPTIONAL_");
        }

        boolean isRest() {
            return this == TEXT || this == OPTIONAL_TEXT;
        }
    }

    private final String takes;
    private final String summary;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<Argument> arguments;

    Slash(String takes, String summary, Argument... arguments) {
        this.takes = takes;
        this.summary = summary;
        this.arguments = List.of(arguments);
    }

    /** How it is typed: {@code /to}. */
    String typed() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    String usage() {
        return takes.isEmpty() ? typed() : typed() + " " + takes;
    }

    String summary() {
        return summary;
    }

    List<Argument> arguments() {
        return arguments;
    }

    /** Whether it asks for a password, which must never stand on the line itself. */
    boolean isSecret() {
        return this == REGISTER || this == LOGIN || this == PASSWORD || this == UNREGISTER;
    }

    /** Whether {@code typed} is its beginning, in any case. */
    boolean mayBecome(String typed) {
        return typed.length() > 1 && typed().startsWith(typed.toLowerCase(Locale.ROOT));
    }

    /** The command that is typed like this, in any case; a prefix is enough where it fits only one. */
    static Optional<Slash> find(String typed) {
        String name = typed.toLowerCase(Locale.ROOT);
        Optional<Slash> only = Optional.empty();
        int fitting = 0;
        for (Slash slash : values()) {
            if (slash.typed().equals(name)) {
                return Optional.of(slash);
            }
            if (slash.mayBecome(name)) {
                only = Optional.of(slash);
                fitting++;
            }
        }
        return fitting == 1 ? only : Optional.empty();
    }
}
