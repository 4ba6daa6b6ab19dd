package io.implatform.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a line may go on with: commands, users, groups and fixed words. Pure but for what it knows of names. */
final class Completion {
    private final Conversations names;

    Completion(Conversations names) {
        this.names = names;
    }

    /**
     * What the last word of {@code line} may become.
     *
     * @param line the line as far as the cursor
     * @return whole words that begin with the last one, in any case; in order
     */
    List<String> complete(String line) {
        int from = line.length();
        while (from > 0 && !Character.isWhitespace(line.charAt(from - 1))) {
            from--;
        }
        String word = line.substring(from);
        String start = word.toLowerCase(Locale.ROOT);
        return candidates(line.substring(0, from), word)
                .filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(start))
                .distinct()
                .toList();
    }

    private Stream<String> candidates(String before, String word) {
        if (before.isBlank() && word.startsWith("/")) {
            return Stream.of(Slash.values()).map(Slash::typed);
        }
        if (!before.startsWith("/")) {
            return who(word);
        }
        List<String> words = new ArrayList<>(List.of(before.strip().split("\\s+", -1)));
        return Slash.find(words.get(0))
                .map(slash -> argument(slash, words.subList(1, words.size()), word))
                .orElse(Stream.of());
    }

    private Stream<String> argument(Slash slash, List<String> before, String word) {
        int place = before.size();
        List<Slash.Argument> arguments = slash.arguments();
        boolean groupInFront = arguments.contains(Slash.Argument.OPTIONAL_GROUP);
        if (groupInFront) {
            if (before.isEmpty() && (word.startsWith("#") || arguments.size() == 1)) {
                return hashed();
            }
            if (before.isEmpty()) {
                return Stream.concat(of(arguments.get(1), word), hashed());
            }
            place += !before.isEmpty() && before.get(0).startsWith("#") ? 0 : 1;
        }
        int last = arguments.size() - 1;
        if (last < 0) {
            return Stream.of();
        }
        return place <= last
                ? of(arguments.get(place), word)
                : arguments.get(last).isRest() ? who(word) : Stream.of();
    }

    private Stream<String> of(Slash.Argument argument, String word) {
        return switch (argument) {
            case WHO, OPTIONAL_WHO -> Stream.concat(who(word), Stream.of("lobby"));
            case USER, OPTIONAL_USER -> names.users().stream();
            case GROUP -> word.startsWith("#") ? hashed() : names.groups().stream();
            case OPTIONAL_GROUP -> hashed();
            case STATE -> Stream.of("online", "away", "busy", "invisible");
            case ROLE -> Stream.of("member", "moderator", "owner");
            case OPTIONAL_PRIVATE -> Stream.of("private");
            case OPTIONAL_EVERYWHERE -> Stream.of("everywhere");
            case SEQ -> Stream.of("last");
            case TEXT, OPTIONAL_TEXT -> who(word);
            case OPTIONAL_COUNT -> Stream.of();
        };
    }

    /** Users as they are, or behind an {@code @}, and groups behind their {@code #}. */
    private Stream<String> who(String word) {
        Function<String, String> spelled = word.startsWith("@") ? name -> "@" + name : name -> name;
        return Stream.concat(names.users().stream().map(spelled), hashed());
    }

    private Stream<String> hashed() {
        return names.groups().stream().map(name -> "#" + name);
    }
}
