package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The configuration reader makes options of a text, or says in one bounded line what is wrong with it. */
class ConfigFuzzTest {
    private static final CommandSpec COMMAND = new CommandLine(new ServerCommand()).getCommandSpec();
    private static final Path FILE = Path.of("im.toml");

    @FuzzTest
    void files(byte[] content) {
        ConfigFile config;
        try {
            config = ConfigFile.parse(FILE, content, COMMAND);
        } catch (Failure e) {
            assertThat(e.getMessage()).startsWith("--config im.toml").hasSizeLessThan(1_000);
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
            return;
        }
        config.options().forEach((name, values) -> {
            assertThat(COMMAND.findOption(name)).isNotNull();
            assertThat(values).doesNotContainNull();
        });
    }
}
