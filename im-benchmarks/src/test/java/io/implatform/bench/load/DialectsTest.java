package io.implatform.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server would send is split into frames wherever the network cuts it. */
class DialectsTest {
    private static final Plan PLAN = Plan.of(Plan.Mode.PRIVATE, 10);

    private static String payload() {
        byte[] bytes = new byte[40];
        Payload.write(bytes, 40, 1, 2, 0, 1, 99);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static final Map<Dialect, String> RECEIVED = Map.of(
            Dialects.IM, "OK MESSAGE 3\nMESSAGE u1 " + payload() + "\nPRIVATE u1 " + payload() + "\n",
            Dialects.IRC,
                    "PING :x\r\n:u1!u1@host PRIVMSG #bc :" + payload() + "\r\n:u1 PRIVMSG u2 :" + payload() + "\r\n",
            Dialects.REDIS,
                    ":1\r\n>3\r\n$7\r\nmessage\r\n$2\r\nbc\r\n$40\r\n" + payload() + "\r\n$40\r\n" + payload() + "\r\n",
            Dialects.NATS, "MSG bc 2 40\r\n" + payload() + "\r\nPING\r\nMSG u.2 1 40\r\n" + payload() + "\r\n",
            Dialects.MQTT, "\u0090\3\0\1\0" + "\60\54\0\2bc" + payload() + "\60\55\0\3u/2" + payload());

    @Test
    void findsEveryMessageWhereverTheBytesAreCut() {
        RECEIVED.forEach((dialect, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int cut = 0; cut <= bytes.length; cut++) {
                List<String> found = new ArrayList<>();
                int used = split(dialect, bytes, 0, cut, found);
                int end = split(dialect, bytes, used, bytes.length, found);

                assertThat(end).as("%s cut at %d", dialect, cut).isEqualTo(bytes.length);
                assertThat(found).as("%s cut at %d", dialect, cut).containsExactly(payload(), payload());
            }
        });
    }

    private static int split(Dialect dialect, byte[] bytes, int from, int to, List<String> found) {
        return dialect.split(bytes, from, to, new Dialect.Frames() {
            @Override
            public void payload(byte[] in, int at, int length) {
                found.add(new String(in, at, length, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void control(byte[] in, int start, int end) {
                assertThat(dialect.meaning(in, start, end)).isNotEqualTo(Dialect.Meaning.ERROR);
            }

            @Override
            public void damaged() {
                found.add("damaged");
            }
        });
    }

    @Test
    void answersWhatAServerAsks() {
        byte[] ping = "PING :abc".getBytes(StandardCharsets.US_ASCII);
        Out out = new Out();

        assertThat(Dialects.IRC.meaning(ping, 0, ping.length)).isEqualTo(Dialect.Meaning.QUESTION);
        Dialects.IRC.answer(out, ping, 0, ping.length);
        assertThat(out).hasToString("PONG :abc\r\n");
    }

    @Test
    void spellsMessagesAsTheServersWantThem() {
        byte[] text = "|hello".getBytes(StandardCharsets.US_ASCII);

        assertThat(direct(Dialects.IM, text)).isEqualTo("PRIVATE u7 |hello\n");
        assertThat(direct(Dialects.IRC, text)).isEqualTo("PRIVMSG u7 :|hello\r\n");
        assertThat(direct(Dialects.REDIS, text)).isEqualTo("PUBLISH u7 |hello\r\n");
        assertThat(direct(Dialects.NATS, text)).isEqualTo("PUB u.7 6\r\n|hello\r\n");
        assertThat(direct(Dialects.MQTT, text)).isEqualTo("0\13\0\3u/7|hello");
    }

    private static String direct(Dialect dialect, byte[] text) {
        Out out = new Out();
        dialect.direct(PLAN, out, 7, text, text.length);
        return out.toString();
    }
}
