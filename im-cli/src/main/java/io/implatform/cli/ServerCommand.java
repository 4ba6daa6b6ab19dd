package io.implatform.cli;

import io.implatform.cli.admin.AdminService;
import io.implatform.cli.admin.AdminSocket;
import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code im server}: assembles a server from what the options name and runs it until it is told to stop. */
@Command(
        name = "server",
        description = "Runs a server until it gets SIGTERM or SIGINT (Ctrl-C): then it answers what it has taken, "
                + "stores it, and ends with status 0.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {"", "The limits, their defaults and ranges stand in docs/limits.md."})
final class ServerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("im.server");
    private static final String DEFAULT_ADDRESS = "tcp://127.0.0.1:5050";
    private static final String DEFAULT_WEB_ADDRESS = "http://127.0.0.1:8080";

    @Option(
            names = "--listen",
            paramLabel = "URI",
            description = {
                "Where to listen: tcp://HOST:PORT for line clients, http://HOST:PORT for browsers. Given more than "
                        + "once, the server listens on each. Port 0 takes a free one, which is printed.",
                "http://HOST:PORT?origin=https://NAME lets the pages of another site in.",
                "Default: " + DEFAULT_ADDRESS + " and " + DEFAULT_WEB_ADDRESS
            })
    private List<String> listen = new ArrayList<>();

    @Option(
            names = "--store",
            paramLabel = "URI",
            defaultValue = "sqlite:im.db",
            description = {
                "Where accounts and messages are kept: sqlite:PATH, postgresql://USER:PASSWORD@HOST/DATABASE, or memory: "
                        + "for a server that forgets.",
                "Default: ${DEFAULT-VALUE}"
            })
    @SuppressWarnings("NullAway.Init") // picocli's
    private String store;

    @Option(
            names = "--router",
            paramLabel = "URI",
            description = "What carries notices between the nodes of a cluster. None: this server is alone.")
    private @Nullable String router;

    @Mixin
    private Listening listening = new Listening();

    @Option(
            names = "--exempt",
            paramLabel = "NETWORK",
            description = "A network whose addresses may have any number of connections, such as 192.0.2.0/24. May be "
                    + "given more than once.")
    private List<String> exempt = new ArrayList<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Reads the options from a file in TOML; those of the command line override it.")
    private @Nullable Path config;

    @Option(
            names = "--admin-socket",
            paramLabel = "FILE",
            description = "The Unix socket by which im admin asks this server. Default: beside the database, its name "
                    + "with .admin behind it.")
    private @Nullable Path adminSocket;

    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            description = "Sets a limit, such as outbox-bytes=4194304. May be given more than once.")
    private List<String> limits = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    ServerCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return config == null ? serve() : configured(config).serve();
    }

    /** The command as the file and, over it, the command line have it. */
    private ServerCommand configured(Path file) {
        List<String> arguments =
                ConfigFile.read(file, spec).under(spec.commandLine().getParseResult());
        ServerCommand command = new ServerCommand();
        try {
            new CommandLine(command).setOut(spec.commandLine().getOut()).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new Failure("--config " + file + ": " + e.getMessage(), e);
        }
        return command;
    }

    private Integer serve() throws InterruptedException {
        Limits inForce = limits(limits);
        Drain drain = new Drain();
        Runtime.getRuntime().addShutdownHook(drain);
        ChatServer server;
        Provider.Stores stores;
        try {
            stores = Parts.stores("--store", store);
            server = start(inForce, stores);
        } catch (RuntimeException | Error e) {
            drain.nothingToDo();
            throw e;
        }
        drain.serves(server, administration(server, stores, drain));
        announce(server.addresses(), stores.location());
        // The hook ends the process.
        Thread.currentThread().join();
        return 0;
    }

    /** The way in for administrators: beside the database, unless another place is named. */
    private Optional<AdminSocket> administration(ChatServer server, Provider.Stores stores, Drain drain) {
        Optional<Path> beside = Optional.ofNullable(adminSocket)
                .or(() -> Parts.storeFile("--store", store).map(AdminSocket::beside));
        if (beside.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(AdminSocket.open(beside.get(), new AdminService(server, stores, true)));
        } catch (IOException e) {
            if (adminSocket == null) {
                LOG.warn("im admin cannot reach this server: {}", e.getMessage());
                return Optional.empty();
            }
            drain.nothingToDo();
            server.close();
            throw new Failure("--admin-socket: " + e.getMessage(), e);
        }
    }

    private ChatServer start(Limits inForce, Provider.Stores stores) {
        ChatServer.Builder builder = ChatServer.builder()
                .name("im", Version.current())
                .limits(inForce)
                .users(stores.users())
                .conversations(stores.conversations());
        stores.moderation().ifPresent(builder::moderation);
        try {
            for (String network : exempt) {
                builder.exempt(Network.parse(network)
                        .orElseThrow(() -> new Failure("--exempt " + network
                                + ": not a network; it looks like 192.0.2.0/24 or 2001:db8::/32")));
            }
            for (String uri : listen.isEmpty() ? List.of(DEFAULT_ADDRESS, DEFAULT_WEB_ADDRESS) : listen) {
                builder.transport(listening.transport(uri));
            }
            if (router != null) {
                builder.router(Parts.router("--router", router));
            }
            return builder.start();
        } catch (IOException e) {
            String advice = listen.isEmpty() ? "; --listen, once or more often, says where else to listen" : "";
            throw closing(stores, new Failure(e.getMessage() + advice, e));
        } catch (StoreException e) {
            throw closing(stores, new Failure(String.valueOf(e.getMessage()), e));
        } catch (RuntimeException e) {
            throw closing(stores, e);
        }
    }

    /** The server closes the stores that it took; until then they are ours. */
    private static RuntimeException closing(Provider.Stores stores, RuntimeException failure) {
        try {
            stores.users().close();
            stores.conversations().close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    static Limits limits(List<String> settings) {
        Limits limits = Limits.DEFAULTS;
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String name = equals < 0 ? setting : setting.substring(0, equals);
            Limit limit = Limit.find(name)
                    .orElseThrow(() -> new Failure("--limit " + setting + ": there is no limit \"" + name + "\""
                            + similar(name) + "; docs/limits.md lists them"));
            try {
                limits = limits.with(
                        limit, Long.parseLong(setting.substring(equals + 1).strip()));
            } catch (NumberFormatException e) {
                throw new Failure(
                        "--limit " + setting + ": it is written " + name + "=NUMBER, a whole number from " + limit.min()
                                + " to " + limit.max(),
                        e);
            } catch (IllegalArgumentException e) {
                throw new Failure(
                        "--limit " + setting + ": out of range, which is " + limit.min() + " to " + limit.max(), e);
            }
        }
        for (Limit cost : List.of(Limit.PASSWORD_MEMORY_KIB, Limit.PASSWORD_ITERATIONS)) {
            if (limits.get(cost) < cost.defaultValue()) {
                LOG.warn(
                        "limit {} is {}, below its default {}: the passwords of a stolen database are quicker to guess",
                        cost.key(),
                        limits.get(cost),
                        cost.defaultValue());
            }
        }
        return limits;
    }

    /** The limit that was probably meant: one whose name holds what was written, or the other way round. */
    private static String similar(String name) {
        Optional<String> found = List.of(Limit.values()).stream()
                .map(Limit::key)
                .filter(key -> name.length() > 2 && (key.contains(name) || name.contains(key)))
                .findFirst();
        return found.map(key -> " (is it " + key + "?)").orElse("");
    }

    private void announce(List<URI> addresses, String location) {
        PrintWriter out = spec.commandLine().getOut();
        for (URI address : addresses) {
            out.println("im server listening on " + address);
        }
        out.println("im server data in " + Lines.printable(location));
        addresses.stream()
                .filter(address -> String.valueOf(address.getScheme()).startsWith("http"))
                .findFirst()
                .ifPresent(address -> out.println("im server open in a browser: " + address.getScheme() + "://"
                        + reachable(address.getHost()) + ":" + address.getPort() + "/"));
        addresses.stream()
                .filter(address ->
                        address.getScheme().equals("tcp") || address.getScheme().equals("tls"))
                .findFirst()
                .ifPresent(address -> {
                    String host = reachable(address.getHost());
                    String port = String.valueOf(address.getPort());
                    out.println("im server connect with: "
                            + (address.getScheme().equals("tcp")
                                    ? "nc " + host.replaceAll("[\\[\\]]", "") + " " + port
                                    : "openssl s_client -quiet -connect " + host + ":" + port));
                    String connect = address.getScheme() + "://" + host + ":" + port;
                    out.println("im server        or with: ./im client"
                            + (connect.equals(DEFAULT_ADDRESS) ? "" : " --connect " + connect));
                });
        out.flush();
    }

    /** Where a listener on every address of this machine can be reached from this machine. */
    private static String reachable(String host) {
        return switch (host) {
            // A listener on every IPv6 address takes IPv4 too, and not every machine has an IPv6 loopback.
            case "0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]" -> "127.0.0.1";
            default -> host;
        };
    }
}
