package io.implatform.cli;

import io.implatform.cli.client.ChatPrograms;
import io.implatform.client.ServerSockets;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code im client}: in a terminal a client for a person, in a pipe a filter for scripts, and without either the
 * plain lines of the protocol.
 */
@Command(
        name = "client",
        description = {
            "Connects to a server.",
            "In a terminal: a client to talk with; /help shows its commands, Tab completes, Ctrl-D ends.",
            "With -: sends the lines of standard input as messages and ends when all are acknowledged.",
            "With --json: prints what happens, an event a line, as JSON.",
            "Else: sends the lines of standard input as they are, as commands of the protocol, and prints the answers."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "Status:%n",
        exitCodeList = {
            "0:Done; with - every message is sent and acknowledged.",
            "1:No connection, or no IM server.",
            "2:The command line was not understood.",
            "3:The login was refused.",
            "4:A message was refused."
        })
final class ClientCommand implements Callable<Integer> {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final String PASSWORD_VARIABLE = "IM_PASSWORD";

    @Option(
            names = "--connect",
            paramLabel = "URI",
            defaultValue = "tcp://127.0.0.1:5050",
            description = {
                "The server's address, or those of several nodes with commas between them.",
                "Default: ${DEFAULT-VALUE}"
            })
    @SuppressWarnings("NullAway.Init") // picocli's
    private String connect;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "For tls://: trust the certificates in this file, in PEM, instead of those that the system "
                    + "trusts.")
    private @Nullable Path authorities;

    @Option(names = "--user", paramLabel = "NAME", description = "Who to log in as; in a terminal it is asked for.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Its first line is the password. Else it is in the environment variable IM_PASSWORD, or, in "
                    + "a terminal, asked for.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--to",
            paramLabel = "WHO",
            description = "With -: whom to send to, a user (bob), a group (#dev) or lobby, which is the default.")
    private @Nullable String to;

    @Option(names = "--json", description = "Print events as JSON, a line each, and nothing else on standard output.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = {"With - or --json: how long to wait for an answer.", "Default: ${DEFAULT-VALUE}"})
    private int timeoutSeconds;

    @Parameters(arity = "0..1", paramLabel = "-", description = "Send the lines of standard input as messages.")
    private @Nullable String input;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    ClientCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        boolean sends = input != null;
        if (sends && !"-".equals(input)) {
            throw wrong("'" + input + "': only - may stand here");
        }
        if (to != null && !sends) {
            throw wrong("--to is for - alone");
        }
        if (timeoutSeconds < 1 || timeoutSeconds > 86_400) {
            throw wrong("--timeout " + timeoutSeconds + ": it is 1 to 86400");
        }
        List<URI> nodes = addresses(connect);
        ServerSockets sockets = sockets();
        if (sends || json) {
            return script(nodes, sockets, sends);
        }
        if (ChatPrograms.isInteractive()) {
            return ChatPrograms.terminal(
                            nodes, sockets, Optional.ofNullable(user), password(), System.getenv(), this::complain)
                    ? 0
                    : Main.FAILED;
        }
        if (user != null || passwordFile != null) {
            throw wrong("--user without a terminal needs - or --json");
        }
        return lines(nodes, sockets);
    }

    private ServerSockets sockets() {
        if (authorities == null) {
            return ServerSockets.trustingTheSystem();
        }
        try {
            return ServerSockets.trusting(authorities);
        } catch (IOException e) {
            throw wrong("--ca " + e.getMessage());
        }
    }

    private int script(List<URI> nodes, ServerSockets sockets, boolean sends) throws InterruptedException {
        if (user == null) {
            throw wrong("--user is missing");
        }
        Optional<String> password = password();
        if (password.isEmpty()) {
            throw wrong("there is no password: set " + PASSWORD_VARIABLE + " or give --password-file");
        }
        return ChatPrograms.filter(
                nodes,
                sockets,
                user,
                password.get(),
                sends ? Optional.of(to == null ? "lobby" : to) : Optional.empty(),
                json,
                Duration.ofSeconds(timeoutSeconds),
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                this::complain);
    }

    private void complain(String words) {
        spec.commandLine().getErr().println("im client: " + Lines.printable(words));
    }

    private ParameterException wrong(String words) {
        return new ParameterException(spec.commandLine(), words);
    }

    private Optional<String> password() {
        if (passwordFile == null) {
            return Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).filter(given -> !given.isEmpty());
        }
        try {
            String text = Files.readString(passwordFile, StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw wrong("--password-file " + passwordFile + ": its first line is empty");
            }
            return Optional.of(line);
        } catch (IOException e) {
            throw wrong("--password-file " + passwordFile + ": cannot be read");
        }
    }

    private static int lines(List<URI> nodes, ServerSockets sockets) {
        for (URI node : nodes.subList(0, nodes.size() - 1)) {
            Socket socket;
            try {
                socket = sockets.connect(node, CONNECT_PATIENCE);
            } catch (IOException e) {
                continue; // the next one may answer
            }
            return lines(node, socket);
        }
        URI last = nodes.get(nodes.size() - 1);
        return lines(last, connect(last, sockets));
    }

    private static int lines(URI address, Socket opened) {
        try (Socket socket = opened) {
            new LineClient(
                            socket,
                            address.toString(),
                            new FileInputStream(FileDescriptor.in),
                            new FileOutputStream(FileDescriptor.out))
                    .run();
            return 0;
        } catch (IOException e) {
            throw new Failure(address + ": " + why(e), e);
        }
    }

    private static Socket connect(URI address, ServerSockets sockets) {
        try {
            return sockets.connect(address, CONNECT_PATIENCE);
        } catch (IOException e) {
            String advice = e.getCause() instanceof SSLException
                    ? "; --ca FILE trusts it"
                    : "; is a server running there? (./im server)";
            throw new Failure("cannot connect to " + address + ": " + why(e) + advice, e);
        }
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Those with commas between them; the scheme of the first one holds for those that name none. */
    private static List<URI> addresses(String connect) {
        List<URI> addresses = new ArrayList<>();
        String scheme = connect.contains("://") ? connect.substring(0, connect.indexOf("://")) : "tcp";
        for (String one : connect.split(",", -1)) {
            boolean isWhole = one.contains("://") || !connect.contains(",");
            addresses.add(address(isWhole ? one : scheme + "://" + one));
        }
        return addresses;
    }

    private static URI address(String connect) {
        URI address;
        try {
            address = new URI(connect);
        } catch (URISyntaxException e) {
            throw new Failure(notAnAddress(connect), e);
        }
        boolean isKnown = "tcp".equalsIgnoreCase(address.getScheme()) || "tls".equalsIgnoreCase(address.getScheme());
        if (!isKnown || address.getHost() == null || address.getPort() < 1 || address.getPort() > 65_535) {
            throw new Failure(notAnAddress(connect));
        }
        return address;
    }

    private static String notAnAddress(String connect) {
        return "--connect " + connect
                + ": not an address; it looks like tcp://127.0.0.1:5050 or tls://chat.example.org:5051";
    }
}
