package io.implatform.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class JmhCommandTest {
    @Test
    void whatFollowsReachesJmhAsItWasTyped() {
        CommandLine line = Main.commandLine();
        String[] all = {"jmh", "Codec", "-f", "1", "-prof", "gc", "-wi", "2", "-h"};
        line.parseArgs(all);
        JmhCommand command = (JmhCommand)
                line.getSubcommands().get(JmhCommand.NAME).getCommandSpec().userObject();
        assertThat(command.options()).containsExactly("Codec", "-f", "1", "-prof", "gc", "-wi", "2", "-h");
    }
}
