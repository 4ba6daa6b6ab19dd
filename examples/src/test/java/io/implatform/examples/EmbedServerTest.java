package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedServerTest {
    @TempDir
    Path folder;

    @Test
    void aMessageOutlivesTheServerThatTookIt() throws IOException {
        Path file = folder.resolve("chat.db");
        try (ChatServer server = EmbedServer.start(file, 0);
                Guest alice = new Guest(server)) {
            assertThat(alice.ask("REGISTER alice correct horse")).isEqualTo("OK REGISTER alice");
            assertThat(alice.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
            assertThat(alice.ask("MESSAGE hello")).isEqualTo("OK MESSAGE 1");
        }
        try (ChatServer server = EmbedServer.start(file, 0);
                Guest alice = new Guest(server)) {
            assertThat(alice.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
            assertThat(alice.ask("HISTORY lobby")).endsWith(" alice hello");
            assertThat(alice.receive()).isEqualTo("OK HISTORY 1 end");
        }
    }

    @Test
    void theReadmeShowsThisVeryCode() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/implatform/examples/EmbedServer.java"));
        String snippet = source.lines()
                .dropWhile(line -> !line.contains("// README: begin"))
                .skip(1)
                .takeWhile(line -> !line.contains("// README: end"))
                .map(line -> line.substring("        ".length()))
                .collect(Collectors.joining("\n"));
        assertThat(snippet).contains("ChatServer.builder()");
        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + snippet + "\n```");
    }
}
