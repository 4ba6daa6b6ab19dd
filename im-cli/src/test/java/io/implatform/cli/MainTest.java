package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine main = Main.commandLine();
        PrintWriter outWriter = new PrintWriter(out, true);
        PrintWriter errWriter = new PrintWriter(err, true);
        return main.setOut(outWriter).setErr(errWriter).execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "server --help", "client --help", "admin --help", "admin export --help"})
    void helpIsPrintedWithStatusZero(String arguments) {
        assertThat(run(arguments.split(" ", -1))).isZero();
        assertThat(out.toString()).contains("Usage: im");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "server --version", "client --version"})
    void theVersionIsPrintedWithStatusZero(String arguments) {
        assertThat(run(arguments.split(" ", -1))).isZero();
        assertThat(out.toString()).matches("im \\S+\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "server --nonsense", "server --listen", "client --connect", "server x"})
    void whatIsNotUnderstoodIsSaidInOneLineThatNamesTheHelp(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("im")
                .endsWith("--help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anArgumentCannotSteerTheTerminal() {
        run("server", "--x\u001b[2J\ny");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).doesNotContain("\u001b");
    }
}
