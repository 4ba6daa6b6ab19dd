package io.implatform.bench.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Our own protocol, for log-ins with a token: a connection's first log-in is with the password and remembers the
 * token that it is given, every later one is with that. One thread.
 */
public final class TokenDialect extends LineDialect {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final String OK = "{\"type\":\"ok\",\"of\":\"login\"";

    private final @Nullable String[] tokens;

    public TokenDialect(int connections) {
        super("\n");
        tokens = new String[connections];
    }

    @Override
    @Nullable
    Step step(Plan plan, int connection, int number) {
        String user = Dialects.user(plan, connection);
        String password = Dialects.password(user);
        String token = tokens[connection];
        return switch (number) {
            case 0 -> new Step(null, line -> line.startsWith("WELCOME "));
            case 1 ->
                token != null
                        ? new Step("{\"type\":\"login\",\"token\":\"" + token + "\"}\n", line -> line.startsWith(OK))
                        : new Step(
                                "REGISTER " + user + " " + password + "\n",
                                line -> line.startsWith("OK REGISTER") || line.startsWith("ERR NAME_TAKEN"));
            // Only with the password: with the token it is logged in by now, and is asked no more.
            case 2 ->
                tokens[connection] != null
                        ? null
                        : new Step(
                                "{\"type\":\"login\",\"user\":\"" + user + "\",\"password\":\"" + password + "\"}\n",
                                line -> remembers(connection, line));
            default -> null;
        };
    }

    private boolean remembers(int connection, String line) {
        Matcher matcher = TOKEN.matcher(line);
        boolean found = line.startsWith(OK) && matcher.find();
        if (found) {
            tokens[connection] = matcher.group(1);
        }
        return found;
    }

    @Override
    void broadcast(Plan plan, Out out, byte[] payload, int length) {
        throw new UnsupportedOperationException("nobody speaks here");
    }

    @Override
    void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
        throw new UnsupportedOperationException("nobody speaks here");
    }

    @Override
    Meaning meaning(byte[] bytes, int from, int to) {
        return begins(bytes, from, to, ascii("{\"type\":\"error\"")) ? Meaning.ERROR : Meaning.NOTHING;
    }
}
