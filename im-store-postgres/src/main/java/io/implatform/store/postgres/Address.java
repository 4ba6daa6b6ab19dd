package io.implatform.store.postgres;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, who logs in there, and how long it may take to answer. Immutable; {@link #toString}
 * shows no password.
 *
 * @param host a name or an address; that of IPv6 in brackets
 * @param password {@code null} where none is given, as for a server that asks for none
 * @param schema the schema of the database that holds the tables
 * @param timeoutMillis how long the database may take to answer before it counts as away
 * @param connections how many connections are open at the most
 * @param driver further properties for the driver, such as those of TLS
 */
record Address(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        String schema,
        int timeoutMillis,
        int connections,
        Map<String, String> driver) {
    static final String FORM = "; it looks like postgresql://user:password@host/database";

    private static final int DEFAULT_PORT = 5432;
    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;
    private static final int DEFAULT_CONNECTIONS = 12;
    private static final String DEFAULT_SCHEMA = "im";

    /** Given to the driver as they are. */
    private static final Set<String> DRIVER = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<user>[^@]*)@)?(?<host>\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(?::(?<port>\\d{1,5}))?");
    /** What PostgreSQL takes without quotes. */
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    Address {
        driver = Map.copyOf(driver);
    }

    /**
     * Reads a URI.
     *
     * @param environment the value of an environment variable, {@code null} where it has none
     * @throws IllegalArgumentException if it has not the {@link #FORM}; the message holds no password
     * @throws IOException if the file of the password cannot be read
     */
    static Address of(URI uri, Function<String, @Nullable String> environment) throws IOException {
        String authority = uri.getRawAuthority();
        Matcher parts = AUTHORITY.matcher(authority == null ? "" : authority);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the host is missing or is none" + FORM);
        }
        String[] userInfo = (parts.group("user") == null ? "" : parts.group("user")).split(":", 2);
        if (userInfo[0].isEmpty()) {
            throw new IllegalArgumentException("the user is missing" + FORM);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (path.length() < 2 || path.indexOf('/', 1) >= 0) {
            throw new IllegalArgumentException("the name of the database is missing or is none" + FORM);
        }
        Map<String, String> settings = settings(uri.getRawQuery());
        String schema = settings.getOrDefault("schema", DEFAULT_SCHEMA);
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException("schema: its name is made of a-z, 0-9 and _");
        }
        Map<String, String> driver = new TreeMap<>(settings);
        driver.keySet().retainAll(DRIVER);
        return new Address(
                parts.group("host"),
                parts.group("port") == null ? DEFAULT_PORT : number("port", parts.group("port"), 1, 65_535),
                decoded(path.substring(1)),
                decoded(userInfo[0]),
                password(
                        userInfo.length == 2 ? decoded(userInfo[1]) : null, settings.get("password-file"), environment),
                schema,
                number("timeout-millis", settings.get("timeout-millis"), DEFAULT_TIMEOUT_MILLIS, 100, 600_000),
                number("connections", settings.get("connections"), DEFAULT_CONNECTIONS, 2, 1_000),
                driver);
    }

    private static Map<String, String> settings(@Nullable String query) {
        Map<String, String> settings = new TreeMap<>();
        if (query == null) {
            return settings;
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !isSetting(name)) {
                throw new IllegalArgumentException("there is no setting \"" + name + "\": there are connections,"
                        + " password-file, schema, sslcert, sslkey, sslmode, sslrootcert and timeout-millis");
            }
            if (settings.put(name, decoded(part.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(name + " is set twice");
            }
        }
        return settings;
    }

    private static boolean isSetting(String name) {
        return DRIVER.contains(name)
                || List.of("connections", "password-file", "schema", "timeout-millis")
                        .contains(name);
    }

    private static @Nullable String password(
            @Nullable String given, @Nullable String file, Function<String, @Nullable String> environment)
            throws IOException {
        if (file != null) {
            if (given != null) {
                throw new IllegalArgumentException("the password is given twice: in the URI and as password-file");
            }
            List<String> lines;
            try {
                lines = Files.readAllLines(Path.of(file));
            } catch (IOException e) {
                throw new IOException("the password file " + file + " cannot be read: " + e.getMessage(), e);
            }
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new IOException("the password file " + file + " has no first line");
            }
            return lines.get(0);
        }
        if (given != null) {
            return given;
        }
        String ours = environment.apply("IM_STORE_PASSWORD");
        return ours != null ? ours : environment.apply("PGPASSWORD");
    }

    private static int number(String name, @Nullable String text, int otherwise, int min, int max) {
        return text == null ? otherwise : number(name, text, min, max);
    }

    private static int number(String name, String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same to whoever wrote it.
        }
        throw new IllegalArgumentException(name + ": it is a whole number from " + min + " to " + max);
    }

    /** In a URI a plus is a plus. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Without its message, which shows what may be a password.
            throw new IllegalArgumentException("a % is written %25" + FORM);
        }
    }

    /** What the driver is told to connect to. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/";
    }

    /** What the driver is told beside it. The answers of the server are waited for so long, at the most. */
    Properties properties(int patienceMillis) {
        int seconds = Math.max(1, (patienceMillis + 999) / 1000);
        Properties properties = new Properties();
        properties.putAll(driver);
        properties.setProperty("PGDBNAME", database);
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "im");
        properties.setProperty("connectTimeout", String.valueOf(seconds));
        properties.setProperty("socketTimeout", String.valueOf(seconds));
        // It would take a thread of the driver's, and an interrupt would end its wait.
        properties.setProperty("loginTimeout", "0");
        properties.setProperty("tcpKeepAlive", "true");
        // What a row holds has no place in an exception.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("prepareThreshold", "3");
        return properties;
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database
                + (schema.equals(DEFAULT_SCHEMA) ? "" : "?schema=" + schema);
    }
}
