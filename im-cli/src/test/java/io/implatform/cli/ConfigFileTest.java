package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ConfigFileTest {
    @TempDir
    Path folder;

    private static CommandSpec server() {
        return new CommandLine(new ServerCommand()).getCommandSpec();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("im.toml"), text);
    }

    @Test
    void theSampleInTheManualIsReadAndHasEveryOption() throws IOException {
        String manual = Files.readString(Path.of("..", "docs", "configuration.md"));
        Matcher sample = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL).matcher(manual);
        assertThat(sample.find()).isTrue();

        ConfigFile read = ConfigFile.read(file(sample.group(1)), server());

        List<String> expected =
                ConfigFile.keys(server()).stream().map(key -> "--" + key).toList();
        assertThat(read.options().keySet()).containsAll(expected).contains("--limit");
        assertThat(read.options()).containsEntry("--store", List.of("sqlite:im.db"));
        assertThat(read.options().get("--limit")).contains("outbox-bytes=4194304");
    }

    @Test
    void theCommandLineOverridesTheFileAndLimitsDoSoOneByOne() throws IOException {
        ConfigFile read = ConfigFile.read(file("""
                        listen = ["tcp://127.0.0.1:1", "tcp://127.0.0.1:2"]
                        store = "memory:"
                        allow-plaintext = true
                        [limits]
                        outbox-bytes = 65536
                        sessions = 10
                        """), server());

        List<String> all = read.under(new CommandLine(new ServerCommand())
                .parseArgs("--listen", "tcp://127.0.0.1:3", "--limit", "sessions=20"));

        assertThat(all)
                .containsExactlyInAnyOrder(
                        "--listen=tcp://127.0.0.1:3",
                        "--store=memory:",
                        "--allow-plaintext",
                        "--limit=outbox-bytes=65536",
                        "--limit=sessions=10",
                        "--limit=sessions=20");
        assertThat(all.indexOf("--limit=sessions=20")).isGreaterThan(all.indexOf("--limit=sessions=10"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lsten = ['x']                           | line 2 | lsten",
                "store = 5.5                             | line 2 | store",
                "store = 5                               | line 2 | store",
                "store = ['a', 'b']                      | line 2 | store",
                "store = ''                              | line 2 | store",
                "allow-plaintext = 'yes'                 | line 2 | allow-plaintext",
                "listen = [['x']]                        | line 2 | listen",
                "outbox-bytes = 70000                    | line 2 | [limits]",
                "limits = 5                              | line 2 | limits",
                "limits.no-such = 5                      | line 2 | no-such",
                "limits.outbox-bytes = 'many'            | line 2 | outbox-bytes",
                "limits.outbox-bytes = 1                 | line 2 | 16384",
                "limits.outbox-bytes = 1e6               | line 2 | outbox-bytes",
                "config = 'other.toml'                   | line 2 | config",
                "limit = ['outbox-bytes=70000']          | line 2 | limit",
                "store = 'a' 'b'                         | line 2 | im.toml",
                "store                                   | line 2 | im.toml",
                "\"; DROP TABLE\" = 1                      | line 2 | DROP",
            })
    void whatIsWrongIsNamedWithItsLine(String wrong, String line, String named) throws IOException {
        Path file = file("# a comment\n" + wrong + "\n");
        assertThatThrownBy(() -> ConfigFile.read(file, server()))
                .isInstanceOf(Failure.class)
                .hasMessageContainingAll("im.toml", line, named);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.toml"), server()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("none.toml");
    }

    // What keeps a server from starting

    private String refusal(String... arguments) {
        StringWriter said = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(said, true)).execute(arguments);
        assertThat(status).as(said.toString()).isEqualTo(1);
        return said.toString();
    }

    private String key(String text) throws IOException {
        return Files.writeString(folder.resolve("key.pem"), text).toString();
    }

    @Test
    void withoutACertificateTlsIsRefusedWithTheCommandThatMakesOne() {
        assertThat(refusal("server", "--store", "memory:", "--listen", "tls://127.0.0.1:0"))
                .contains("--tls-cert", "--tls-key", "./im admin make-cert");
    }

    @ParameterizedTest
    @CsvSource({"tcp://0.0.0.0:0", "tcp://[::]:0", "tcp://192.0.2.1:0"})
    void plainTextBeyondThisMachineIsRefusedUnlessItIsAllowed(String listen) {
        assertThat(refusal("server", "--store", "memory:", "--listen", listen)).contains("--allow-plaintext", "tls://");
    }

    @Test
    void aKeyThatCannotBeUsedIsNamedWithWhatToDo() throws IOException {
        String made = folder.resolve("cert.pem").toString();
        assertThat(Main.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute("admin", "make-cert", "--cert", made, "--key", folder + "/good.pem"))
                .isZero();
        String[] start = {
            "server", "--store", "memory:", "--listen", "tls://127.0.0.1:0", "--tls-cert", made, "--tls-key", ""
        };
        start[8] = folder + "/none.pem";
        assertThat(refusal(start)).contains("none.pem does not exist");
        start[8] = key("hello");
        assertThat(refusal(start)).contains("key.pem holds no private key");
        start[8] = key("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(refusal(start)).contains("key.pem", "encrypted", "openssl pkcs8");
        start[8] = key("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n");
        assertThat(refusal(start)).contains("key.pem", "openssl pkcs8 -topk8");
        start[8] = key("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n");
        assertThat(refusal(start)).contains("key.pem", "neither RSA nor EC");
        assertThat(Main.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute(
                                "admin",
                                "make-cert",
                                "--cert",
                                folder + "/other-cert.pem",
                                "--key",
                                folder + "/other.pem"))
                .isZero();
        start[8] = folder + "/other.pem";
        assertThat(refusal(start)).contains("other.pem", "is not that of the certificate", "cert.pem");
        start[6] = start[8];
        assertThat(refusal(start)).contains("other.pem holds no certificate");
        start[6] = made;
        start[7] = "--allow-plaintext";
        assertThat(refusal(java.util.Arrays.copyOf(start, 8))).contains("--tls-key is missing");
    }

    @Test
    void aNetworkThatIsNoneIsNamed() {
        assertThat(refusal("server", "--store", "memory:", "--listen", "tcp://127.0.0.1:0", "--exempt", "office"))
                .contains("--exempt office");
    }
}
