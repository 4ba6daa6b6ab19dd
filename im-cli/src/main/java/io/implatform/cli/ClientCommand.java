package io.implatform.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code im client}: what is typed goes to the server line by line, what the server says is printed. */
@Command(
        name = "client",
        description = "Connects to a server. What is typed or piped in is sent to it line by line, and its lines are "
                + "printed; HELP lists the commands, QUIT or the end of the input (Ctrl-D) ends.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
final class ClientCommand implements Callable<Integer> {
    private static final int CONNECT_MILLIS = 10_000;

    @Option(
            names = "--connect",
            paramLabel = "URI",
            defaultValue = "tcp://127.0.0.1:5050",
            description = {"The server's address.", "Default: ${DEFAULT-VALUE}"})
    @SuppressWarnings("NullAway.Init") // picocli's
    private String connect;

    ClientCommand() {}

    @Override
    public Integer call() {
        URI address = address(connect);
        try (Socket socket = new Socket()) {
            connect(socket, address);
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

    private static void connect(Socket socket, URI address) {
        try {
            // A lone line should not wait for company.
            socket.setTcpNoDelay(true);
            String host = address.getHost().replaceAll("[\\[\\]]", "");
            socket.connect(new InetSocketAddress(host, address.getPort()), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new Failure(
                    "cannot connect to " + address + ": " + why(e) + "; is a server running there? (./im server)", e);
        }
    }

    private static String why(IOException e) {
        if (e instanceof java.net.UnknownHostException) {
            return "unknown host";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static URI address(String connect) {
        URI address;
        try {
            address = new URI(connect);
        } catch (URISyntaxException e) {
            throw new Failure(notAnAddress(connect), e);
        }
        if (!"tcp".equalsIgnoreCase(address.getScheme())
                || address.getHost() == null
                || address.getPort() < 1
                || address.getPort() > 65_535) {
            throw new Failure(notAnAddress(connect));
        }
        return address;
    }

    private static String notAnAddress(String connect) {
        return "--connect " + connect + ": not an address; it looks like tcp://127.0.0.1:5050";
    }
}
