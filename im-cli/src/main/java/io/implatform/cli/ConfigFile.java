package io.implatform.cli;

import io.implatform.core.model.Limit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A configuration file in TOML 1.0: a key for each option of the command, named like it, and a table {@code limits}. A
 * key that is none, a value of the wrong kind and a limit out of its range are refused, with their line.
 *
 * @param options the values of each option that the file sets, by its name on the command line
 */
record ConfigFile(Map<String, List<String>> options) {
    private static final String LIMITS = "limits";
    private static final String LIMIT_OPTION = "--limit";
    /** What only makes sense on the command line; limits have their table. */
    private static final Set<String> NOT_HERE = Set.of("--config", "--help", "--version", LIMIT_OPTION);

    /** The keys that a file for {@code command} may hold, besides the table of the limits. */
    static List<String> keys(CommandSpec command) {
        return command.options().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !NOT_HERE.contains(name))
                .map(name -> name.substring(2))
                .toList();
    }

    /**
     * Reads a file.
     *
     * @throws Failure if it cannot be read, or holds what it may not; the message names the file, the line and the key
     */
    static ConfigFile read(Path file, CommandSpec command) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new Failure("--config " + file + " does not exist", e);
        } catch (IOException e) {
            throw new Failure("--config " + file + " cannot be read: " + e.getMessage(), e);
        }
        return parse(file, content, command);
    }

    /** Reads what is in a file. */
    static ConfigFile parse(Path file, byte[] content, CommandSpec command) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Failure("--config " + file + " is not well-formed UTF-8", e);
        }
        TomlParseResult parsed;
        try {
            parsed = Toml.parse(text);
        } catch (RuntimeException | AssertionError e) {
            // What the parser throws at some escapes in place of an error of its list; an assertion where the JVM has
            // them.
            throw new Failure(
                    "--config " + file + " is not well-formed TOML: "
                            + shown(String.valueOf(e.getMessage()), WORDS_LENGTH),
                    e);
        }
        if (parsed.hasErrors()) {
            var first = parsed.errors().get(0);
            throw new Failure("--config " + file + " line " + first.position().line() + ": "
                    + shown(String.valueOf(first.getMessage()), WORDS_LENGTH));
        }
        return new Reading(file, command, parsed).all();
    }

    /** The arguments of a command line that says what this file and, over it, another command line say. */
    List<String> under(ParseResult given) {
        Map<String, List<String>> all = new LinkedHashMap<>(options);
        for (OptionSpec option : given.matchedOptions()) {
            String name = option.longestName();
            // "" is an option that only stands there.
            List<String> values = option.arity().max() == 0 ? List.of("") : option.originalStringValues();
            if (name.equals(LIMIT_OPTION)) {
                // Limit by limit: of two values of one the last is in force.
                List<String> both = new ArrayList<>(all.getOrDefault(name, List.of()));
                both.addAll(values);
                all.put(name, both);
            } else if (!NOT_HERE.contains(name)) {
                all.put(name, values);
            }
        }
        List<String> arguments = new ArrayList<>();
        all.forEach(
                (name, values) -> values.forEach(value -> arguments.add(value.isEmpty() ? name : name + "=" + value)));
        return arguments;
    }

    /** What is not ours may hold anything: one line of it is told, and not more than so many characters. */
    private static String shown(String text, int length) {
        return Lines.printable(text.length() > length ? text.substring(0, length) + "…" : text);
    }

    /** Of an unknown name, what an error message repeats. */
    private static final int NAME_LENGTH = 64;
    /** Of what the parser says, which may repeat what it met. */
    private static final int WORDS_LENGTH = 512;

    private record Reading(Path file, CommandSpec command, TomlTable table) {
        ConfigFile all() {
            List<String> known = keys(command);
            Map<String, List<String>> options = new LinkedHashMap<>();
            for (String key : table.keySet()) {
                List<String> path = List.of(key);
                if (key.equals(LIMITS)) {
                    options.put(LIMIT_OPTION, limits(table.get(path)));
                } else if (known.contains(key)) {
                    OptionSpec option = command.findOption("--" + key);
                    options.put("--" + key, values(key, option, table.get(path)));
                } else {
                    throw wrong(
                            path,
                            "there is no key \"" + shown(key, NAME_LENGTH) + "\"" + hint(key)
                                    + "; docs/configuration.md lists them");
                }
            }
            return new ConfigFile(options);
        }

        private static String hint(String key) {
            return Limit.find(key).isPresent() ? " here (it belongs under [limits])" : "";
        }

        private List<String> limits(@Nullable Object value) {
            if (!(value instanceof TomlTable limits)) {
                throw wrong(List.of(LIMITS), "limits is a table: [limits]");
            }
            List<String> settings = new ArrayList<>();
            for (String name : limits.keySet()) {
                List<String> path = List.of(LIMITS, name);
                Limit limit = Limit.find(name)
                        .orElseThrow(() -> wrong(
                                path,
                                "there is no limit \"" + shown(name, NAME_LENGTH) + "\"; docs/limits.md lists them"));
                if (!(limits.get(List.of(name)) instanceof Long number)
                        || number < limit.min()
                        || number > limit.max()) {
                    throw wrong(path, name + " is a whole number from " + limit.min() + " to " + limit.max());
                }
                settings.add(name + "=" + number);
            }
            return settings;
        }

        private List<String> values(String key, OptionSpec option, @Nullable Object value) {
            List<String> path = List.of(key);
            if (option.arity().max() == 0) {
                if (!(value instanceof Boolean on)) {
                    throw wrong(path, key + " is true or false");
                }
                return on ? List.of("") : List.of();
            }
            List<String> values = new ArrayList<>();
            if (value instanceof TomlArray array && option.isMultiValue()) {
                for (int i = 0; i < array.size(); i++) {
                    values.add(single(path, array.get(i)));
                }
            } else {
                values.add(single(path, value));
            }
            return values;
        }

        private String single(List<String> path, @Nullable Object value) {
            if (value instanceof String text && !text.isEmpty()) {
                return text;
            }
            String key = path.get(0);
            throw wrong(
                    path,
                    command.findOption("--" + key).isMultiValue()
                            ? key + " is a text or a list of texts"
                            : key + " is a text");
        }

        private Failure wrong(List<String> path, String words) {
            TomlPosition position = table.inputPositionOf(path);
            String line = position == null ? "" : " line " + position.line();
            return new Failure("--config " + file + line + ": " + words);
        }
    }
}
