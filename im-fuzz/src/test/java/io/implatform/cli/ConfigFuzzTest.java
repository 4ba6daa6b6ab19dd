package io.implatform.cli;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.implatform.protocol.Properties;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The configuration reader makes options of a text, or says in one bounded line what is wrong with it. */
class ConfigFuzzTest {
    private static final CommandSpec COMMAND = new CommandLine(new ServerCommand()).getCommandSpec();
    private static final Path FILE = Path.of("im.toml");

    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "24h")
    void files(byte[] content) {
        ConfigFile config;
        try {
            config = ConfigFile.parse(FILE, content, COMMAND);
        } catch (Failure e) {
            String words = String.valueOf(e.getMessage());
            Properties.check(words.startsWith("--config im.toml") && words.length() < 1_000, words);
            // TAB is shown as it is: it neither ends the line nor steers a terminal.
            Properties.check(words.chars().noneMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f), words);
            return;
        }
        config.options().forEach((name, values) -> {
            Properties.check(COMMAND.findOption(name) != null, name);
            Properties.check(values.stream().noneMatch(Objects::isNull), name);
        });
    }
}
