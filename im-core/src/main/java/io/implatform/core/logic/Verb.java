package io.implatform.core.logic;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The table of commands: how each is spelled in the text form, what it does and who may give it. */
public enum Verb {
    REGISTER("REGISTER <user> <password>", "make an account", Access.ANYONE),
    LOGIN("LOGIN <user> <password>", "log in on this session", Access.ANYONE),
    PASSWORD("PASSWORD <old> <new>", "change your password; it ends your tokens", Access.LOGGED_IN),
    UNREGISTER("UNREGISTER <password>", "delete your account; its name is never given out again", Access.LOGGED_IN),
    LOGOUT("LOGOUT [everywhere]", "end this session and the token it was given, or all of yours", Access.LOGGED_IN),
    ONLINE("ONLINE", "list who is online", Access.LOGGED_IN),
    STATUS("STATUS <online|away|busy|invisible> [text]", "say how present you are", Access.LOGGED_IN),
    WATCH("WATCH", "be told when somebody comes, goes or changes their status", Access.LOGGED_IN),
    UNWATCH("UNWATCH", "be told no more", Access.LOGGED_IN),
    MESSAGE("MESSAGE <text>", "send a message to everyone online", Access.LOGGED_IN),
    PRIVATE("PRIVATE <user> <text>", "send a message to one user", Access.LOGGED_IN),
    GROUP("GROUP <group> <text>", "send a message to a group", Access.LOGGED_IN),
    REPLY("REPLY <conversation> <seq> <text>", "answer a message", Access.LOGGED_IN),
    EDIT("EDIT <conversation> <seq> <text>", "change a message of yours", Access.LOGGED_IN),
    DELETE(
            "DELETE <conversation> <seq>",
            "delete a message of yours, or in a group that you moderate",
            Access.LOGGED_IN),
    TYPING("TYPING <conversation>", "show that you are writing", Access.LOGGED_IN),
    HISTORY(
            "HISTORY <conversation> [before <seq>|after <seq>] [<limit>]",
            "show the messages of lobby, private <user> or group <group>",
            Access.LOGGED_IN),
    READ("READ <conversation> <seq>", "say how far you have read", Access.LOGGED_IN),
    ACK("ACK <conversation> <seq>", "say how far you were given the messages", Access.LOGGED_IN),
    UNREAD("UNREAD", "list the conversations with something unread", Access.LOGGED_IN),
    POSITIONS("POSITIONS <conversation>", "show how far the others have come", Access.LOGGED_IN),
    CREATE("CREATE <group> [private]", "found a group", Access.LOGGED_IN),
    JOIN("JOIN <group>", "become a member of a group", Access.LOGGED_IN),
    LEAVE("LEAVE <group>", "leave a group", Access.LOGGED_IN),
    INVITE("INVITE <group> <user>", "let a user join", Access.LOGGED_IN),
    KICK("KICK <group> <user>", "remove a member", Access.LOGGED_IN),
    ROLE("ROLE <group> <user> <member|moderator|owner>", "give a member a role", Access.LOGGED_IN),
    TOPIC("TOPIC <group> [text]", "say what a group is about", Access.LOGGED_IN),
    GROUPS("GROUPS", "list your groups and invitations", Access.LOGGED_IN),
    MEMBERS("MEMBERS <group>", "list the members of a group", Access.LOGGED_IN),
    BLOCK("BLOCK <user>", "hear no more of a user", Access.LOGGED_IN),
    UNBLOCK("UNBLOCK <user>", "hear of a user again", Access.LOGGED_IN),
    BLOCKED("BLOCKED", "list whom you have blocked", Access.LOGGED_IN),
    MUTE("MUTE <user> [<duration>] [reason]", "moderators: let a user say nothing until then", Access.MODERATOR),
    UNMUTE("UNMUTE <user>", "moderators: let a user speak again", Access.MODERATOR),
    BAN(
            "BAN <user|address[/prefix]> [<duration>] [reason]",
            "moderators: let a user, or all who connect from there, in no more until then",
            Access.MODERATOR),
    UNBAN("UNBAN <user|address[/prefix]>", "moderators: let a user or an address in again", Access.MODERATOR),
    DISCONNECT("DISCONNECT <user> [reason]", "moderators: end the sessions of a user", Access.MODERATOR),
    ANNOUNCE("ANNOUNCE <text>", "moderators: tell everyone who is logged in", Access.MODERATOR),
    HELP("HELP", "list the commands", Access.ANYONE),
    PING("PING", "ask for a sign of life", Access.ANYONE),
    QUIT("QUIT", "end this session", Access.ANYONE);

    /** Who may give a command. */
    public enum Access {
        ANYONE,
        LOGGED_IN,
        /** Moderators and admins of the server, as {@link ModerationRules} say. */
        MODERATOR
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
