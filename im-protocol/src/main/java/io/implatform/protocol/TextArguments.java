package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Network;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What follows the verb of a request in the text form, read from left to right: words, divided by one
 * space each, and for some verbs a text, which is the whole rest after one space. Keywords are ASCII in
 * any case.
 *
 * <p>An argument that does not fit makes {@link #fits} false; what is read after it has no meaning.
 */
final class TextArguments {
    private final String line;
    /** Where the arguments end. */
    private final int end;
    /** Where the next word begins; beyond the end if there is none. */
    private int at;

    private boolean fits = true;

    private TextArguments(String line, int at, int end) {
        this.line = line;
        this.at = at;
        this.end = end;
    }

    /**
     * The command; {@code null} if the arguments are not those of the verb.
     *
     * @param line a request without its reference; nothing of it is copied but what the command holds
     * @param verbEnd where its verb ends; the arguments follow a space, if there are any
     */
    static @Nullable Command parse(Verb verb, String line, int verbEnd) {
        TextArguments read = of(verb, line, verbEnd + 1);
        Command command = read.command(verb);
        return read.fits && read.isAtEnd() ? command : null;
    }

    private static TextArguments of(Verb verb, String line, int start) {
        int end = line.length();
        if (endsWithText(verb)) {
            return new TextArguments(line, start, end);
        }
        // A person does not see the spaces behind the last word.
        while (end > start && line.charAt(end - 1) == ' ') {
            end--;
        }
        return new TextArguments(line, end == start ? end + 1 : start, end);
    }

    private static boolean endsWithText(Verb verb) {
        return switch (verb) {
            case REGISTER,
                    LOGIN,
                    PASSWORD,
                    UNREGISTER,
                    STATUS,
                    MESSAGE,
                    PRIVATE,
                    GROUP,
                    REPLY,
                    EDIT,
                    TOPIC,
                    MUTE,
                    BAN,
                    DISCONNECT,
                    ANNOUNCE -> true;
            default -> false;
        };
    }

    private Command command(Verb verb) {
        return switch (verb) {
            case REGISTER -> new Command.Register(word(), rest());
            // A token is of no use to who types: the text form does not show it.
            case LOGIN -> new Command.Login(new Command.PasswordCredentials(word(), rest()), Optional.empty(), false);
            case PASSWORD -> new Command.ChangePassword(word(), rest());
            case UNREGISTER -> new Command.Unregister(rest());
            case LOGOUT -> new Command.Logout(keyword("everywhere"));
            case ONLINE -> new Command.Online();
            case STATUS -> new Command.SetStatus(new Status(state(), restIfAny()));
            case WATCH, UNWATCH -> new Command.Watch(verb == Verb.WATCH);
            case MESSAGE -> Command.Say.post(ConversationRef.lobby(), text(), null);
            case PRIVATE -> Command.Say.post(ConversationRef.with(word()), text(), null);
            case GROUP -> Command.Say.post(ConversationRef.group(word()), text(), null);
            case REPLY -> new Command.Say(Command.Say.What.REPLY, conversation(), number(), text(), null);
            case EDIT -> new Command.Say(Command.Say.What.EDIT, conversation(), number(), text(), null);
            case DELETE -> new Command.Say(Command.Say.What.DELETE, conversation(), number(), "", null);
            case TYPING -> new Command.Typing(conversation());
            case HISTORY -> history();
            case READ, ACK -> new Command.Mark(conversation(), number(), verb == Verb.READ);
            case POSITIONS -> new Command.Positions(conversation());
            case UNREAD -> new Command.Unread();
            case CREATE -> new Command.CreateGroup(name(), keyword("private"));
            case JOIN, LEAVE -> new Command.ChangeGroup(verb, name(), "", Optional.empty(), "");
            case INVITE, KICK -> new Command.ChangeGroup(verb, name(), name(), Optional.empty(), "");
            case ROLE -> new Command.ChangeGroup(verb, name(), name(), Optional.of(role()), "");
            case TOPIC -> new Command.ChangeGroup(verb, name(), "", Optional.empty(), restIfAny());
            case GROUPS -> new Command.Groups();
            case MEMBERS -> new Command.Members(name());
            case BLOCK, UNBLOCK -> new Command.Block(name(), verb == Verb.BLOCK);
            case BLOCKED -> new Command.Blocked();
            case MUTE -> new Command.Moderate(verb, name(), "", duration(), restIfAny());
            case UNMUTE -> new Command.Moderate(verb, name(), "", Optional.empty(), "");
            case DISCONNECT -> new Command.Moderate(verb, name(), "", Optional.empty(), restIfAny());
            case BAN, UNBAN -> ban(verb);
            case ANNOUNCE -> new Command.Announce(text());
            case HELP -> new Command.Help();
            case PING -> new Command.Ping();
            case QUIT -> new Command.Quit();
        };
    }

    /** What is written like an IPv4 address could be a user's name, too: it is the address. */
    private Command ban(Verb verb) {
        String subject = name();
        boolean isAddress = Network.parse(subject).isPresent();
        return new Command.Moderate(
                verb,
                isAddress ? "" : subject,
                isAddress ? subject : "",
                verb == Verb.BAN ? duration() : Optional.empty(),
                verb == Verb.BAN ? restIfAny() : "");
    }

    /** The next word if it is a duration; otherwise it belongs to what follows. */
    private Optional<Duration> duration() {
        if (isAtEnd()) {
            return Optional.empty();
        }
        int before = at;
        Optional<Duration> duration = Durations.parse(word());
        if (duration.isEmpty()) {
            at = before;
        }
        return duration;
    }

    private Command history() {
        ConversationRef conversation = conversation();
        PageRequest page = keyword("before")
                ? PageRequest.before(number())
                : keyword("after") ? PageRequest.after(number()) : PageRequest.newest();
        return new Command.History(conversation, page, isAtEnd() ? OptionalLong.empty() : OptionalLong.of(number()));
    }

    private ConversationRef conversation() {
        if (keyword("lobby")) {
            return ConversationRef.lobby();
        }
        if (keyword("private")) {
            return ConversationRef.with(name());
        }
        if (!keyword("group")) {
            fits = false;
        }
        return ConversationRef.group(name());
    }

    private Status.State state() {
        return asciiWord().flatMap(Status.State::find).orElseGet(() -> {
            fits = false;
            return Status.State.ONLINE;
        });
    }

    private Role role() {
        return asciiWord().flatMap(Role::find).orElseGet(() -> {
            fits = false;
            return Role.MEMBER;
        });
    }

    /** The next word, unless Unicode's rules of case could make it another one. */
    private Optional<String> asciiWord() {
        return Optional.of(word()).filter(word -> word.chars().allMatch(c -> c < 0x80));
    }

    /** A plain decimal number that a {@code long} holds. */
    private long number() {
        String word = name();
        long number = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                fits = false;
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** The next word, which is not empty. */
    private String name() {
        String word = word();
        fits &= !word.isEmpty();
        return word;
    }

    /** The next word; it is empty between two spaces. */
    private String word() {
        if (isAtEnd()) {
            fits = false;
            return "";
        }
        int space = line.indexOf(' ', at);
        String word = line.substring(at, space < 0 ? end : Math.min(space, end));
        at += word.length() + 1;
        return word;
    }

    /** Takes the next word if it is {@code keyword}. */
    private boolean keyword(String keyword) {
        int wordEnd = at + keyword.length();
        if (wordEnd > end || (wordEnd < end && line.charAt(wordEnd) != ' ')) {
            return false;
        }
        for (int i = 0; i < keyword.length(); i++) {
            char c = line.charAt(at + i);
            if (c != keyword.charAt(i) && (c < 'A' || c > 'Z' || c + ('a' - 'A') != keyword.charAt(i))) {
                return false;
            }
        }
        at = wordEnd + 1;
        return true;
    }

    /** The whole rest, verbatim, which is not empty. */
    private String text() {
        String text = rest();
        fits &= !text.isEmpty();
        return text;
    }

    /** The whole rest, verbatim. */
    private String rest() {
        fits &= !isAtEnd();
        return restIfAny();
    }

    private String restIfAny() {
        String rest = isAtEnd() ? "" : line.substring(at, end);
        at = end + 1;
        return rest;
    }

    private boolean isAtEnd() {
        return at > end;
    }
}
