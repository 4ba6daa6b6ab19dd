package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process at TRACE, Netty, the database driver and all: no secret in its log. */
class SecretsInServerLogTest {
    private static final String PASSWORD = "planted-password-7b";
    private static final String TEXT = "planted-text-2f";

    @TempDir
    Path folder;

    @Test
    void atTraceTheLogOfAServerShowsNoPasswordAndNoText() throws Exception {
        Path settings = Files.writeString(folder.resolve("trace.xml"), """
                <configuration>
                    <appender name="file" class="ch.qos.logback.core.FileAppender">
                        <file>trace.log</file>
                        <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
                    </appender>
                    <root level="TRACE"><appender-ref ref="file" /></root>
                </configuration>
                """);
        Map<String, String> trace = Map.of("JAVA_TOOL_OPTIONS", "-Dlogback.configurationFile=" + settings);
        try (Child child = Child.im(
                folder,
                trace,
                "server",
                "--listen",
                "tcp://127.0.0.1:0",
                "--limit",
                "password-memory-kib=8",
                "--limit",
                "password-iterations=1")) {
            String listening = child.out().next();
            int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
            try (Peer peer = new Peer(port)) {
                for (String line : List.of(
                        "REGISTER alice " + PASSWORD,
                        "LOGIN alice " + PASSWORD + "-wrong",
                        "LOGIN alice " + PASSWORD + "\u0007",
                        "LOGIN alice " + PASSWORD,
                        "MESSAGE " + TEXT,
                        "MESSAGE " + TEXT + "\u0007",
                        "PRIVATE alice " + TEXT,
                        "NONSENSE " + TEXT,
                        "{\"type\":\"message\",\"text\":\"" + TEXT + "\"",
                        "PASSWORD " + PASSWORD + " " + PASSWORD + "-new")) {
                    peer.send(line);
                    peer.receive();
                }
            }
            child.terminate();
            assertThat(child.status()).isZero();
        }
        String log = Files.readString(folder.resolve("trace.log"));
        assertThat(log).contains("TRACE", "io.netty").doesNotContain("planted");
    }
}
