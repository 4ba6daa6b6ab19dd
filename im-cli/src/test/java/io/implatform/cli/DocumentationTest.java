package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Verb;
import io.implatform.core.model.Limit;
import io.implatform.core.model.RefusalCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual says what the code does: its tables are the enums', its links lead somewhere. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

    @Test
    void theCodesInTheProtocolAreTheCodesThereAre() throws IOException {
        List<String> expected = Arrays.stream(RefusalCode.values())
                .map(code -> "| `" + code + "` | "
                        + (code.isFatal() ? "fatal" : code.isTemporary() ? "temporary" : "") + " | " + code.meaning()
                        + " |")
                .map(row -> row.replace("|  |", "| |"))
                .collect(Collectors.toList());
        assertThat(table("docs/protocol.md", "| code |")).containsExactlyElementsOf(expected);
    }

    @Test
    void theLimitsInTheManualAreTheLimitsThereAre() throws IOException {
        List<String> expected = Arrays.stream(Limit.values())
                .map(limit -> String.format(
                        Locale.ROOT,
                        "| `%s` | %,d | %,d – %,d | %s |",
                        limit.key(),
                        limit.defaultValue(),
                        limit.min(),
                        limit.max(),
                        limit.meaning()))
                .collect(Collectors.toList());
        assertThat(table("docs/limits.md", "| limit |")).containsExactlyElementsOf(expected);
    }

    @Test
    void theProtocolDescribesEveryCommand() throws IOException {
        String protocol = Files.readString(ROOT.resolve("docs/protocol.md"));
        for (Verb verb : Verb.values()) {
            assertThat(protocol).contains("`" + verb);
        }
    }

    @Test
    void everyLinkOfTheManualLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream<Path> files =
                    Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")), docs);
            for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
                Matcher link = LINK.matcher(Files.readString(file));
                while (link.find()) {
                    String target = link.group(1);
                    if (!target.contains("://") && !Files.exists(file.resolveSibling(target))) {
                        broken.add(ROOT.relativize(file) + ": " + target);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** The rows below the heading row that begins like this, without the line of dashes. */
    private static List<String> table(String file, String heading) throws IOException {
        return Files.readAllLines(ROOT.resolve(file)).stream()
                .dropWhile(line -> !line.startsWith(heading))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .collect(Collectors.toList());
    }
}
