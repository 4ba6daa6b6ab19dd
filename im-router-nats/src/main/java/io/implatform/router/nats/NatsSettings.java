package io.implatform.router.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which NATS to connect to, and as whom. Immutable.
 *
 * <p>As a URI: {@code nats://[user:password@|token@]host[:port][,host[:port]…][?option=value&…]}, or {@code tls://…}, with
 * the options
 *
 * <ul>
 *   <li>{@code creds=FILE}: a credentials file, as NATS's own tools make it;
 *   <li>{@code password-file=FILE}: its first line is the password of the user in the URI;
 *   <li>{@code token-file=FILE}: its first line is the token;
 *   <li>{@code ca=FILE}: the certificates, in PEM, by which a server over TLS is trusted; the JVM's unless set;
 *   <li>{@code namespace=NAME}: 1–32 of {@code A-Z a-z 0-9 _ -}; {@code default} unless set. Clusters of different
 *       namespaces do not hear each other.
 * </ul>
 */
public final class NatsSettings {
    private static final Logger LOG = LoggerFactory.getLogger(NatsRouter.class);
    private static final String FORM =
            "it looks like nats://127.0.0.1:4222 or tls://user:password@host:4222,host2:4222";
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?");
    private static final Set<String> OPTIONS = Set.of("creds", "password-file", "token-file", "ca", "namespace");
    private static final String DEFAULT_PORT = ":4222";
    private static final Duration PING = Duration.ofSeconds(2);
    private static final int PINGS_OUT = 2;
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration RECONNECT_WAIT = Duration.ofMillis(500);

    private final List<String> servers;
    private final boolean isTls;
    private final @Nullable String user;
    private final @Nullable String password;
    private final @Nullable String token;
    private final Map<String, String> options;

    private NatsSettings(List<String> servers, boolean isTls, @Nullable String userInfo, Map<String, String> options) {
        this.servers = servers;
        this.isTls = isTls;
        this.options = options;
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        if (userInfo == null) {
            user = null;
            password = null;
            token = null;
        } else if (colon >= 0 || options.containsKey("password-file")) {
            user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
            password = colon < 0 ? null : decoded(userInfo.substring(colon + 1));
            token = null;
        } else {
            user = null;
            password = null;
            token = decoded(userInfo);
        }
    }

    /**
     * Reads a URI of the form above.
     *
     * @throws IllegalArgumentException if it has another form; the message says what is wrong, and holds no secret
     */
    public static NatsSettings of(String uri) {
        int schemeEnd = uri.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : uri.substring(0, schemeEnd);
        if (!scheme.equalsIgnoreCase("nats") && !scheme.equalsIgnoreCase("tls")) {
            throw new IllegalArgumentException("not an address of NATS; " + FORM);
        }
        String rest = uri.substring(schemeEnd + 3);
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String authority = question < 0 ? rest : rest.substring(0, question);
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        int at = authority.lastIndexOf('@');
        List<String> servers = new ArrayList<>();
        for (String host : authority.substring(at + 1).split(",", -1)) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("\"" + host + "\" is no host and port; " + FORM);
            }
            String port = host.replaceFirst("^\\[.*\\]", "").contains(":") ? "" : DEFAULT_PORT;
            servers.add(host + port);
        }
        NatsSettings settings = new NatsSettings(
                List.copyOf(servers),
                scheme.equalsIgnoreCase("tls"),
                at < 0 ? null : authority.substring(0, at),
                options(query));
        if (!NAMESPACE.matcher(settings.namespace()).matches()) {
            throw new IllegalArgumentException("namespace: it is 1-32 of A-Z a-z 0-9 _ -");
        }
        return settings;
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new HashMap<>();
        for (String option : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (equals < 0 || !OPTIONS.contains(name)) {
                throw new IllegalArgumentException("there is no option \"" + name
                        + "\"; there are creds=FILE, password-file=FILE, token-file=FILE, ca=FILE, namespace=NAME");
            }
            options.put(name, decoded(option.substring(equals + 1)));
        }
        return Map.copyOf(options);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What keeps clusters that share a NATS server apart. */
    public String namespace() {
        return options.getOrDefault("namespace", "default");
    }

    /** The servers, for a person; without user and password. */
    String shown() {
        return (isTls ? "tls://" : "nats://") + String.join(",", servers);
    }

    Options options(ExecutorService threads, ScheduledExecutorService timer, int outgoing) throws IOException {
        Told told = new Told();
        Options.Builder builder = Options.builder()
                .servers(servers.stream()
                        .map(server -> (isTls ? "tls://" : "nats://") + server)
                        .toArray(String[]::new))
                .connectionName("im")
                .executor(threads)
                .connectExecutor(threads)
                .callbackExecutor(threads)
                .readerExecutor(threads)
                .writerExecutor(threads)
                .scheduledExecutor(timer)
                .connectionTimeout(CONNECT)
                .pingInterval(PING)
                .maxPingsOut(PINGS_OUT)
                .maxReconnects(-1)
                .reconnectWait(RECONNECT_WAIT)
                // What is said while nobody hears it is found in the store: nothing is kept for later.
                .reconnectBufferSize(0)
                .maxMessagesInOutgoingQueue(outgoing)
                .discardMessagesWhenOutgoingQueueFull()
                .connectionListener((connection, event) -> told.tell(event))
                .errorListener(new Errors());
        String secret = password;
        if (options.containsKey("password-file")) {
            secret = firstLine("password-file");
        }
        if (user != null) {
            builder.userInfo(user.toCharArray(), secret == null ? new char[0] : secret.toCharArray());
        }
        String theToken = options.containsKey("token-file") ? firstLine("token-file") : token;
        if (theToken != null) {
            builder.token(theToken.toCharArray());
        }
        String creds = options.get("creds");
        if (creds != null) {
            builder.authHandler(Credentials.read(Path.of(creds)));
        }
        if (isTls) {
            // The mode in which a connection knows the name of its host, which the certificate is for.
            builder.hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
            builder.sslContext(
                    Trust.context(Optional.ofNullable(options.get("ca")).map(Path::of)));
        }
        return builder.build();
    }

    private String firstLine(String option) throws IOException {
        Path file = Path.of(options.getOrDefault(option, ""));
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new IOException(option + " " + file + ": its first line is empty"));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException(option + " " + file + ": there is no such file", e);
        }
    }

    /** Tells the log when the connection is lost and comes back; one that was never there is told by its exception. */
    private static final class Told {
        private volatile boolean wasThere;

        void tell(ConnectionListener.Events event) {
            if (event == ConnectionListener.Events.CONNECTED) {
                wasThere = true;
            }
            if (event == ConnectionListener.Events.DISCONNECTED && wasThere) {
                LOG.warn("the connection to NATS is lost; notices are dropped until it is back");
            } else if (event == ConnectionListener.Events.RECONNECTED) {
                LOG.info("the connection to NATS is back");
            } else {
                LOG.debug("NATS: {}", event);
            }
        }
    }

    /** Leaves aside what the store makes good. */
    private static final class Errors implements ErrorListener {
        @Override
        public void errorOccurred(Connection connection, String error) {
            LOG.warn("NATS says: {}", error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception e) {
            LOG.debug("NATS: {}", String.valueOf(e));
        }

        @Override
        public void slowConsumerDetected(Connection connection, Consumer consumer) {
            LOG.warn("more notices came than this node could take; {} were dropped", consumer.getDroppedCount());
        }
    }
}
