package io.implatform.cli.client;

import java.util.List;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Whether a person sits there. */
public final class Terminals {
    private Terminals() {}

    /** Whether both standard input and output are a terminal. */
    public static boolean isInteractive() {
        IllegalStateException none = new IllegalStateException("no terminal provider");
        List<TerminalProvider> providers = TerminalBuilder.builder().getProviders(null, none);
        for (TerminalProvider provider : providers) {
            if (!provider.name().equals("dumb")) {
                return provider.isSystemStream(SystemStream.Input) && provider.isSystemStream(SystemStream.Output);
            }
        }
        return false;
    }
}
