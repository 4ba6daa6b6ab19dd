package io.implatform.bench.load;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The protocols that the load generator speaks. */
public final class Dialects {
    /** Our own line protocol, text form. */
    public static final Dialect IM = new Im();
    /** Internet Relay Chat; everybody is in channel {@code #bc}. */
    public static final Dialect IRC = new Irc();
    /** Redis publish and subscribe, RESP 3: a connection that subscribed may publish. */
    public static final Dialect REDIS = new Redis();
    /** NATS, without echo. */
    public static final Dialect NATS = new Nats();
    /** MQTT 3.1.1, quality of service 0. */
    public static final Dialect MQTT = new Mqtt();
    /** The limit program's: {@code src/main/c/limit.c}. */
    public static final Dialect LIMIT = new Limit();
    /** The same program as written down for another tool: {@code I}, {@code C} and {@code R} lines. */
    public static final Dialect RAWCAST = new Rawcast();

    private Dialects() {}

    /** The name that connection {@code connection}'s user has in every protocol. */
    public static String user(Plan plan, int connection) {
        return "u" + plan.userOf(connection);
    }

    /** The password of a user. */
    public static String password(String user) {
        return "password-of-" + user;
    }

    private static Predicate<String> line(String... with) {
        List<String> all = List.of(with);
        return line -> all.stream().anyMatch(line::startsWith);
    }

    private static final class Im extends LineDialect {
        private static final byte[] MESSAGE = ascii("MESSAGE ");
        private static final byte[] GROUP = ascii("GROUP g ");
        private static final byte[] PRIVATE = ascii("PRIVATE u");
        private static final byte[] OK = ascii("OK ");
        private static final byte[] ERR = ascii("ERR ");
        private static final byte[] BYE = ascii("BYE ");

        Im() {
            super("\n");
        }

        @Override
        boolean needsFirst(Plan plan) {
            return plan.group();
        }

        @Override
        @Nullable
        Step step(Plan plan, int connection, int number) {
            String user = user(plan, connection);
            String account = user + " " + password(user) + "\n";
            return switch (number) {
                case 0 -> new Step(null, line("WELCOME "));
                case 1 -> new Step("REGISTER " + account, line("OK REGISTER", "ERR NAME_TAKEN"));
                case 2 -> new Step("LOGIN " + account, line("OK LOGIN"));
                case 3 ->
                    !plan.group()
                            ? null
                            : connection == 0
                                    ? new Step("CREATE g\n", line("OK CREATE", "ERR GROUP_EXISTS", "ERR NAME_TAKEN"))
                                    : new Step("JOIN g\n", line("OK JOIN", "ERR ALREADY"));
                default -> null;
            };
        }

        @Override
        void broadcast(Plan plan, Out out, byte[] payload, int length) {
            out.put(plan.group() ? GROUP : MESSAGE).put(payload, length).put(eol);
        }

        @Override
        void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
            out.put(PRIVATE).number(toUser).put(' ').put(payload, length).put(eol);
        }

        @Override
        Meaning meaning(byte[] bytes, int from, int to) {
            if (begins(bytes, from, to, OK)) {
                return Meaning.ACKNOWLEDGEMENT;
            }
            return begins(bytes, from, to, ERR) || begins(bytes, from, to, BYE) ? Meaning.ERROR : Meaning.NOTHING;
        }
    }

    private static final class Irc extends LineDialect {
        private static final byte[] PRIVMSG = ascii("PRIVMSG u");
        private static final byte[] CHANNEL = ascii("PRIVMSG #bc :");
        private static final byte[] COLON = ascii(" :");
        private static final byte[] PING = ascii("PING");
        private static final byte[] ERROR = ascii("ERROR");

        Irc() {
            super("\r\n");
        }

        @Override
        @Nullable
        Step step(Plan plan, int connection, int number) {
            String user = user(plan, connection);
            return switch (number) {
                case 0 ->
                    new Step(
                            "NICK " + user + "\r\nUSER " + user + " 0 * :load\r\n",
                            line -> isNumeric(line, "376") || isNumeric(line, "422"));
                case 1 -> plan.broadcastShare() > 0 ? new Step("JOIN #bc\r\n", line -> isNumeric(line, "366")) : null;
                default -> null;
            };
        }

        /** A reply is {@code :server 376 nick …}. */
        private static boolean isNumeric(String line, String number) {
            int space = line.startsWith(":") ? line.indexOf(' ') + 1 : 0;
            return line.startsWith(number + " ", space);
        }

        @Override
        void broadcast(Plan plan, Out out, byte[] payload, int length) {
            out.put(CHANNEL).put(payload, length).put(eol);
        }

        @Override
        void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
            out.put(PRIVMSG).number(toUser).put(COLON).put(payload, length).put(eol);
        }

        @Override
        Meaning meaning(byte[] bytes, int from, int to) {
            if (begins(bytes, from, to, PING)) {
                return Meaning.QUESTION;
            }
            return begins(bytes, from, to, ERROR) ? Meaning.ERROR : Meaning.NOTHING;
        }

        @Override
        void answer(Out out, byte[] bytes, int from, int to) {
            out.ascii("PONG");
            for (int i = from + PING.length; i < to; i++) {
                out.put(bytes[i]);
            }
            out.put(eol);
        }
    }

    private static final class Redis extends LineDialect {
        private static final byte[] TO_ALL = ascii("PUBLISH bc ");
        private static final byte[] TO_ONE = ascii("PUBLISH u");

        Redis() {
            super("\r\n");
        }

        @Override
        boolean echoes() {
            return true;
        }

        @Override
        @Nullable
        Step step(Plan plan, int connection, int number) {
            return switch (number) {
                // The last line of the map that HELLO answers.
                case 0 -> new Step("HELLO 3\r\n", line("*0"));
                case 1 -> new Step("SUBSCRIBE " + user(plan, connection) + "\r\n", line(":1"));
                case 2 -> plan.broadcastShare() > 0 ? new Step("SUBSCRIBE bc\r\n", line(":2")) : null;
                default -> null;
            };
        }

        @Override
        void broadcast(Plan plan, Out out, byte[] payload, int length) {
            out.put(TO_ALL).put(payload, length).put(eol);
        }

        @Override
        void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
            out.put(TO_ONE).number(toUser).put(' ').put(payload, length).put(eol);
        }

        @Override
        Meaning meaning(byte[] bytes, int from, int to) {
            if (from == to) {
                return Meaning.NOTHING;
            }
            return bytes[from] == ':' ? Meaning.ACKNOWLEDGEMENT : bytes[from] == '-' ? Meaning.ERROR : Meaning.NOTHING;
        }
    }

    private static final class Nats extends LineDialect {
        private static final byte[] TO_ALL = ascii("PUB bc ");
        private static final byte[] TO_ONE = ascii("PUB u.");
        private static final byte[] PING = ascii("PING");
        private static final byte[] ERR = ascii("-ERR");

        Nats() {
            super("\r\n");
        }

        @Override
        @Nullable
        Step step(Plan plan, int connection, int number) {
            return switch (number) {
                case 0 -> new Step(null, line("INFO "));
                case 1 ->
                    new Step(
                            "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false}\r\nSUB u."
                                    + plan.userOf(connection) + " 1\r\n"
                                    + (plan.broadcastShare() > 0 ? "SUB bc 2\r\n" : "")
                                    + "PING\r\n",
                            line("PONG"));
                default -> null;
            };
        }

        @Override
        void broadcast(Plan plan, Out out, byte[] payload, int length) {
            out.put(TO_ALL).number(length).put(eol).put(payload, length).put(eol);
        }

        @Override
        void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
            out.put(TO_ONE)
                    .number(toUser)
                    .put(' ')
                    .number(length)
                    .put(eol)
                    .put(payload, length)
                    .put(eol);
        }

        @Override
        Meaning meaning(byte[] bytes, int from, int to) {
            if (begins(bytes, from, to, PING)) {
                return Meaning.QUESTION;
            }
            return begins(bytes, from, to, ERR) ? Meaning.ERROR : Meaning.NOTHING;
        }

        @Override
        void answer(Out out, byte[] bytes, int from, int to) {
            out.ascii("PONG\r\n");
        }
    }

    private static class Limit extends LineDialect {
        private final String login;
        private final Predicate<String> welcome;
        private final byte[] toAll;
        private final byte[] toOne;

        Limit() {
            this("N ", "+", "B ", "T ");
        }

        Limit(String login, String welcome, String toAll, String toOne) {
            super("\n");
            this.login = login;
            this.welcome = line(welcome);
            this.toAll = ascii(toAll);
            this.toOne = ascii(toOne);
        }

        @Override
        @Nullable
        Step step(Plan plan, int connection, int number) {
            return number == 0 ? new Step(login + connection + "\n", welcome) : null;
        }

        @Override
        void broadcast(Plan plan, Out out, byte[] payload, int length) {
            out.put(toAll).put(payload, length).put(eol);
        }

        @Override
        void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
            out.put(toOne).number(toUser).put(' ').put(payload, length).put(eol);
        }

        @Override
        Meaning meaning(byte[] bytes, int from, int to) {
            return Meaning.NOTHING;
        }
    }

    private static final class Rawcast extends Limit {
        Rawcast() {
            super("I ", "OK", "C ", "R ");
        }
    }
}
