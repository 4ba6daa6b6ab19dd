package io.implatform.bench;

import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.Server;
import io.implatform.bench.servers.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has: what is started, where it is pinned, where figures go. */
final class Common {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the figures there as JSON; - is standard output.")
    @Nullable
    String json;

    @Option(
            names = "--im",
            paramLabel = "PROGRAM",
            description = "The im program to measure. Default: the one beside this tool.")
    @Nullable
    String im;

    @Option(
            names = "--store",
            paramLabel = "URI",
            defaultValue = "sqlite:{dir}/im.db",
            description = "The store of our server; {dir} is a new folder. Default: ${DEFAULT-VALUE}")
    String store = "";

    @Option(
            names = "--server-option",
            paramLabel = "OPTION",
            description = "One more argument for our server, such as --server-option=--limit=lanes=2. Repeatable.")
    List<String> serverOptions = new ArrayList<>();

    @Option(
            names = "--server-core",
            paramLabel = "N",
            defaultValue = "0",
            description = "The core that servers are pinned to. Default: ${DEFAULT-VALUE}")
    int serverCore;

    @Option(
            names = "--load-core",
            paramLabel = "N",
            defaultValue = "1",
            description = "The core that the load is pinned to. Default: ${DEFAULT-VALUE}")
    int loadCore;

    @Option(names = "--no-pin", description = "Pins nothing: for a look, not for figures to compare.")
    boolean noPin;

    Output output() {
        return new Output(json);
    }

    /** Pins this process, and says how servers are. */
    Cores cores(Output output) throws InterruptedException {
        Cores usual = Cores.usual();
        if (noPin || !usual.pinned()) {
            output.say("Nothing is pinned to a core: the figures are not to be compared with others.");
            return Cores.free();
        }
        Cores cores = new Cores(serverCore, loadCore, true);
        if (!cores.pinThisProcess()) {
            output.say("taskset could not pin the load to core " + loadCore + ".");
        }
        return cores;
    }

    Server own() {
        return own("im", store);
    }

    Server own(String name, String withStore) {
        return Servers.own(name, List.of(program()), withStore, serverOptions);
    }

    /** A node of several. */
    Server node(String withStore, String router) {
        List<String> more = new ArrayList<>(List.of("--router", router));
        more.addAll(serverOptions);
        return Servers.own("im", List.of(program()), withStore, more);
    }

    private String program() {
        if (im != null) {
            return Path.of(im).toAbsolutePath().toString();
        }
        String home = System.getenv().getOrDefault("IM_HOME", ".");
        Path script = Path.of(home, "im").toAbsolutePath().normalize();
        if (!Files.isExecutable(script)) {
            throw new IllegalArgumentException("there is no im program at " + script + "; --im says where it is");
        }
        return script.toString();
    }
}
