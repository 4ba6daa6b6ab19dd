package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows messages, events and lists as lines for a terminal. Whatever others wrote is {@link Printable} in them;
 * the only control characters are its own colours and line feeds. Pure and immutable.
 */
final class Painter {
    private static final String RESET = "\u001b[0m";
    private static final String FAINT = "\u001b[2m";
    private static final String BOLD = "\u001b[1m";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String INDENT = "      ";

    private final ZoneId zone;
    private final int colours;

    /**
     * @param zone where the reader is
     * @param colours how many the terminal has; 0 to use none, nor bold or faint letters
     */
    Painter(ZoneId zone, int colours) {
        this.zone = zone;
        this.colours = colours;
    }

    /** A message; where it is not of the conversation that is on the screen, it says of which. */
    String message(ChatMessage message, boolean isCurrent) {
        String where = isCurrent ? "" : bold(Typed.name(message.in())) + " ";
        String answers = message.replyTo() == 0 ? "" : faint(" (to " + message.replyTo() + ")");
        String text = message.deleted()
                ? faint("(deleted)")
                : Printable.lines(message.text(), INDENT) + (message.edited() ? faint(" (edited)") : "");
        return time(message.time()) + " " + where + faint("[" + message.seq() + "]") + " " + name(message.from())
                + answers + ": " + text;
    }

    /** An earlier message has another text. */
    String edited(ChatEvent.Edited event, boolean isCurrent) {
        return time(event.time()) + " " + (isCurrent ? "" : bold(Typed.name(event.in())) + " ")
                + faint("[" + event.target() + "]") + " " + name(event.from()) + faint(" edited") + ": "
                + Printable.lines(event.text(), INDENT);
    }

    /** An earlier message is gone. */
    String deleted(ChatEvent.Deleted event, boolean isCurrent) {
        return time(event.time()) + " " + (isCurrent ? "" : bold(Typed.name(event.in())) + " ")
                + faint("[" + event.target() + "]") + faint(" deleted by ") + name(event.by());
    }

    /** {@code what} happened, in words of our own. */
    String note(String what) {
        return faint("* ") + what;
    }

    /** What did not work. */
    String trouble(String what) {
        return paint("\u001b[1;31m", "! " + Printable.line(what));
    }

    /** A user is present in another way. */
    String presence(String user, Status status) {
        String text = status.text().isEmpty() ? "" : " (" + Printable.line(status.text()) + ")";
        return note(name(user) + " is " + status.state().key() + text);
    }

    /** The day, between messages of two days. */
    String day(LocalDate day) {
        return faint("-- " + day + " --");
    }

    /** The day of a time, where the reader is. */
    LocalDate dayOf(Instant time) {
        return time.atZone(zone).toLocalDate();
    }

    /** A heading or a remark. */
    String remark(String words) {
        return faint("-- " + words + " --");
    }

    /** Conversations and what is unread in them. */
    String conversations(List<Chat.Unread> list, ConversationRef current) {
        return list.stream()
                .map(entry -> "  " + (entry.in().equals(current) ? "> " : "  ") + Typed.name(entry.in())
                        + (entry.count() == 0 ? "" : bold(" " + entry.count() + " unread")))
                .collect(Collectors.joining("\n"));
    }

    /** Who is online, a line. */
    String online(List<Chat.Present> users) {
        return note(
                users.size() + " online: " + users.stream().map(this::present).collect(Collectors.joining(", ")));
    }

    private String present(Chat.Present present) {
        Status status = present.status();
        String text = status.text().isEmpty() ? "" : ": " + Printable.line(status.text());
        return name(present.user())
                + (status.state() == Status.State.ONLINE && text.isEmpty()
                        ? ""
                        : " (" + status.state().key() + text + ")");
    }

    /** One's groups, a line each. */
    String groups(List<Chat.Standing> groups) {
        if (groups.isEmpty()) {
            return note("no groups; /create or /join one");
        }
        return groups.stream()
                .map(group -> "    #" + Printable.line(group.group()) + " "
                        + faint(group.role().map(role -> role.key()).orElse("invited; /join " + group.group())
                                + (group.isPrivate() ? ", private" : ""))
                        + (group.topic().isEmpty() ? "" : "  " + Printable.line(group.topic())))
                .collect(Collectors.joining("\n"));
    }

    /** Who is in a group, a line. */
    String members(String group, List<Chat.Member> members) {
        return note("#" + Printable.line(group) + " has " + members.size() + ": "
                + members.stream()
                        .map(member -> name(member.user())
                                + (member.role() == Role.MEMBER
                                        ? ""
                                        : " (" + member.role().key() + ")"))
                        .collect(Collectors.joining(", ")));
    }

    /** The commands. */
    String help() {
        StringBuilder help = new StringBuilder();
        for (Slash slash : Slash.values()) {
            help.append("  ")
                    .append(bold(String.format(Locale.ROOT, "%-29s", slash.usage())))
                    .append(slash.summary())
                    .append('\n');
        }
        return help.append("  Anything else is a message to where the prompt says; //x says /x.\n")
                .append("  Tab completes commands, users and groups; [12] is the number of a message.")
                .toString();
    }

    /**
     * What stands before the input: what is unread elsewhere, who writes, whether there is a connection, and the
     * conversation that is on.
     *
     * @param link what is to say about the connection; empty where it is up
     * @param typing who is writing in the current conversation
     */
    String prompt(List<Chat.Unread> list, ConversationRef current, List<String> typing, String link) {
        StringBuilder prompt = new StringBuilder();
        if (!link.isEmpty()) {
            prompt.append(paint("\u001b[1;31m", "(" + link + ")")).append(' ');
        }
        List<String> unread = list.stream()
                .filter(entry -> entry.count() > 0)
                .map(entry -> Typed.name(entry.in()) + " " + entry.count())
                .toList();
        if (!unread.isEmpty()) {
            int most = 4;
            String more = unread.size() > most ? ", +" + (unread.size() - most) : "";
            prompt.append(bold("[" + unread.stream().limit(most).collect(Collectors.joining(", ")) + more + "]"))
                    .append(' ');
        }
        if (!typing.isEmpty()) {
            prompt.append(faint(
                            typing.size() > 2
                                    ? "several are writing"
                                    : String.join(", ", typing) + (typing.size() == 1 ? " is" : " are") + " writing"))
                    .append(' ');
        }
        return prompt.append(Typed.name(current)).append("> ").toString();
    }

    /** A user's name in their colour. */
    String name(String user) {
        String colour =
                colours < 256 ? "\u001b[3" + Colours.basic(user) + "m" : "\u001b[38;5;" + Colours.of(user) + "m";
        return paint(colour, Printable.line(user));
    }

    private String time(Instant time) {
        return faint(TIME.format(time.atZone(zone)));
    }

    private String faint(String text) {
        return paint(FAINT, text);
    }

    private String bold(String text) {
        return paint(BOLD, text);
    }

    private String paint(String with, String text) {
        return colours > 0 ? with + text + RESET : text;
    }
}
