package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A server on a free port, and the clients that a test has opened to it. */
final class Chat implements AutoCloseable {
    static final String PASSWORD = "correct horse";

    /** Password hashes that cost next to nothing, and a close that does not wait long for who does not read. */
    static final Limits LIMITS = Limits.DEFAULTS
            .with(Limit.PASSWORD_MEMORY_KIB, 64)
            .with(Limit.PASSWORD_ITERATIONS, 1)
            .with(Limit.DRAIN_MILLIS, 0)
            .with(Limit.CLOSE_MILLIS, 1_000);

    private final ChatServer server;
    private final List<Client> clients = new ArrayList<>();

    private Chat(ChatServer server) {
        this.server = server;
    }

    /** With a store in memory. */
    static Chat start() {
        return start(builder -> builder);
    }

    static Chat start(UnaryOperator<ChatServer.Builder> parts) {
        try {
            return new Chat(parts.apply(ChatServer.builder()
                            .limits(LIMITS)
                            .transport(TcpTransport.on("127.0.0.1", 0).withEventLoops(2)))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.addresses().get(0).getPort();
    }

    Client connect() {
        return connect(0);
    }

    Client connect(int receiveBufferBytes) {
        Client client = new Client(port(), receiveBufferBytes);
        clients.add(client);
        return client;
    }

    /** From another address of this machine, such as {@code 127.0.0.2}. */
    Client connectFrom(String address) {
        try {
            Client client = new Client(port(), 0, InetAddress.getByName(address));
            clients.add(client);
            return client;
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes accounts. */
    void register(String... users) {
        register(List.of(users));
    }

    void register(List<String> users) {
        try (Client client = new Client(port())) {
            for (String user : users) {
                assertThat(client.ask("REGISTER " + user + " " + PASSWORD)).isEqualTo("OK REGISTER " + user);
            }
        }
    }

    /** Logs a session of a registered user in. */
    Client login(String user) {
        return login(user, 0);
    }

    Client login(String user, int receiveBufferBytes) {
        Client client = connect(receiveBufferBytes);
        assertThat(client.ask("LOGIN " + user + " " + PASSWORD)).startsWith("OK LOGIN ");
        return client;
    }

    /** Logs a session of a registered user in that speaks JSON. */
    Client loginJson(String user) {
        Client client = connect();
        assertThat(client.ask(Client.json(login(user, "")))).contains("\"of\":\"login\"");
        return client;
    }

    /** A login in the JSON form, with further fields such as {@code ,'wantsToken':false}. */
    static String login(String user, String fields) {
        return "{'type':'login','user':'" + user + "','password':'" + PASSWORD + "'" + fields + "}";
    }

    /** Makes an account and logs a session in. */
    Client join(String user) {
        register(user);
        return login(user);
    }

    /** Numbered users, each with a session: {@code prefix} and a number from 1 on. */
    List<Client> joinAll(String prefix, int count) {
        List<String> users =
                IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
        register(users);
        return users.stream().map(this::login).toList();
    }

    ChatServer server() {
        return server;
    }

    /** Closes the server and the clients. */
    @Override
    public void close() {
        server.close();
        clients.forEach(Client::close);
    }

    /** The lines {@code prefix from} to {@code prefix to}. */
    static List<String> numbered(String prefix, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> prefix + i).toList();
    }
}
