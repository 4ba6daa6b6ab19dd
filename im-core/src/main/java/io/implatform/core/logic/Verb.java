package io.implatform.core.logic;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table of commands: how each is spelled in the text form, what it does and who may give it. */
public enum Verb {
    REGISTER("REGISTER <user> <password>", "make an account", Access.ANYONE),
    LOGIN("LOGIN <user> <password>", "log in on this session", Access.ANYONE),
    ONLINE("ONLINE", "list who is online", Access.LOGGED_IN),
    MESSAGE("MESSAGE <text>", "send a message to everyone online", Access.LOGGED_IN),
    PRIVATE("PRIVATE <user> <text>", "send a message to one user", Access.LOGGED_IN),
    HISTORY(
            "HISTORY <conversation> [before <seq>|after <seq>] [<limit>]",
            "show the messages of lobby, private <user> or group <group>",
            Access.LOGGED_IN),
    HELP("HELP", "list the commands", Access.ANYONE),
    PING("PING", "ask for a sign of life", Access.ANYONE),
    QUIT("QUIT", "end this session", Access.ANYONE);

    /** Who may give a command. */
    public enum Access {
        ANYONE,
        LOGGED_IN
    }

    private static final Map<String, Verb> BY_NAME = new HashMap<>();

    static {
        for (Verb verb : values()) {
            BY_NAME.put(verb.name(), verb);
        }
    }

    private final String usage;
    private final String summary;
    private final Access access;

    Verb(String usage, String summary, Access access) {
        this.usage = usage;
        this.summary = summary;
        this.access = access;
    }

    /** The verb of that name in any case, or empty. */
    public static Optional<Verb> find(String name) {
        // Case is ASCII's: a dotless i is no I.
        return name.chars().allMatch(c -> c < 0x80)
                ? Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** The text form, arguments in angle brackets. */
    public String usage() {
        return usage;
    }

    /** What it does, in a few words. */
    public String summary() {
        return summary;
    }

    public Access access() {
        return access;
    }
}
