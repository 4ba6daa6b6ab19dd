package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A line that was typed, read. Pure. */
sealed interface Typed {
    /** The wire's commands that carry a password: somebody typed them where every line is a message. */
    Pattern WIRE_SECRET = Pattern.compile("(#\\S+ )?(LOGIN|REGISTER|PASSWORD|UNREGISTER) .*", Pattern.DOTALL);

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of line. */
    interface Cases<R> {
        R nothing(Nothing typed);

        R text(Text typed);

        R command(Command typed);

        R mistake(Mistake typed);
    }

    /** An empty line. */
    record Nothing() implements Typed {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.nothing(this);
        }
    }

    /** A message to the current conversation. */
    record Text(String text) implements Typed {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.text(this);
        }
    }

    /**
     * A command.
     *
     * @param group the group that was named in front, without its {@code #}
     * @param words the other arguments, but for the rest of the line
     * @param text the rest of the line; empty where there is none
     */
    record Command(Slash slash, Optional<String> group, List<String> words, String text) implements Typed {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.command(this);
        }

        /** The word at that place, or empty. */
        Optional<String> word(int i) {
            return i < words.size() ? Optional.of(words.get(i)) : Optional.empty();
        }
    }

    /** Not understood; {@code words} say why and never repeat what may be a secret. */
    record Mistake(String words) implements Typed {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.mistake(this);
        }
    }

    /** Reads a line. A message that begins with a slash is typed with two. */
    static Typed parse(String line) {
        if (line.isBlank()) {
            return new Nothing();
        }
        if (!line.startsWith("/")) {
            return WIRE_SECRET.matcher(line).matches()
                    ? new Mistake("not sent: that looks like a password for everyone to read; use /login or /register")
                    : new Text(line);
        }
        if (line.startsWith("//")) {
            return new Text(line.substring(1));
        }
        Cursor rest = new Cursor(line);
        String name = rest.word();
        Optional<Slash> slash = Slash.find(name);
        return slash.isEmpty()
                ? new Mistake("there is no " + Printable.line(name) + "; /help shows what there is")
                : command(slash.get(), rest);
    }

    /** Whether the line holds, or may hold, a password, so that it must not be kept. */
    static boolean isSecret(String line) {
        if (WIRE_SECRET.matcher(line.strip()).matches()) {
            return true;
        }
        String[] words = line.strip().split("\\s+", 3);
        for (Slash slash : Slash.values()) {
            // The name of a user may follow; what follows that, or PASSWORD, is what should not be there.
            int harmless = slash.arguments().isEmpty() ? 1 : 2;
            if (slash.isSecret() && slash.mayBecome(words[0]) && words.length > harmless) {
                return true;
            }
        }
        return false;
    }

    /** Whether the line is a command without any text for others. */
    static boolean saysNothing(String line) {
        return parse(line) instanceof Command command && command.text().isEmpty() && !isSecret(line);
    }

    /** The conversation that {@code who} names: {@code lobby}, {@code #dev}, {@code bob} or {@code @bob}. */
    static ConversationRef conversation(String who) {
        if (who.toLowerCase(Locale.ROOT).equals("lobby")) {
            return ConversationRef.lobby();
        }
        if (who.startsWith("#")) {
            return ConversationRef.group(who.substring(1));
        }
        return ConversationRef.with(who.startsWith("@") ? who.substring(1) : who);
    }

    /** How a conversation is named here: what {@link #conversation} takes. */
    static String name(ConversationRef conversation) {
        return switch (conversation.kind()) {
            case LOBBY -> "lobby";
            case GROUP -> "#" + conversation.name();
            // A user may be called lobby.
            case PRIVATE -> "@" + conversation.name();
        };
    }

    private static Typed command(Slash slash, Cursor rest) {
        Optional<String> group = Optional.empty();
        List<String> words = new ArrayList<>();
        String text = "";
        for (Slash.Argument argument : slash.arguments()) {
            if (argument.isRest()) {
                text = rest.rest();
                if (text.isBlank() && !argument.isOptional()) {
                    return usage(slash);
                }
            } else if (argument == Slash.Argument.OPTIONAL_GROUP) {
                if (rest.next() == '#') {
                    group = Optional.of(rest.word().substring(1));
                }
            } else {
                String word = rest.word();
                if (word.isEmpty()) {
                    if (!argument.isOptional()) {
                        return usage(slash);
                    }
                } else if (!fits(argument, word)) {
                    return usage(slash);
                } else {
                    words.add(argument == Slash.Argument.GROUP && word.startsWith("#") ? word.substring(1) : word);
                }
            }
        }
        if (rest.next() != 0) {
            return slash.isSecret()
                    ? new Mistake("the password is asked for, so that nobody sees it: " + slash.usage())
                    : usage(slash);
        }
        return new Command(slash, group, words, text);
    }

    private static boolean fits(Slash.Argument argument, String word) {
        return switch (argument) {
            case SEQ -> word.equals("last") || isNumber(word);
            case OPTIONAL_COUNT -> isNumber(word);
            case OPTIONAL_PRIVATE -> word.equals("private");
            case OPTIONAL_EVERYWHERE -> word.equals("everywhere");
            default -> true;
        };
    }

    /** From 1 to what fits into a {@code long}. */
    private static boolean isNumber(String word) {
        return word.matches("[1-9][0-9]{0,17}");
    }

    private static Typed usage(Slash slash) {
        return new Mistake("it is: " + slash.usage());
    }

    /** Takes a line apart from its beginning. */
    final class Cursor {
        private final String line;
        private int at;

        private Cursor(String line) {
            this.line = line;
        }

        /** The next word; empty at the end. */
        private String word() {
            next();
            int from = at;
            while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            return line.substring(from, at);
        }

        /** The first character of the next word; 0 at the end. */
        private char next() {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            return at < line.length() ? line.charAt(at) : 0;
        }

        /** All that is left, without what separates it from the word before. */
        private String rest() {
            if (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            String rest = line.substring(at);
            at = line.length();
            return rest;
        }
    }
}
