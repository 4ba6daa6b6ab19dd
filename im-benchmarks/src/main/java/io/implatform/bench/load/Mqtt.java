package io.implatform.bench.load;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 3.1.1 (OASIS standard), quality of service 0: a topic {@code u/<user>} each and {@code bc} for all. A
 * publisher that subscribed is told of its own messages.
 */
final class Mqtt extends Dialect {
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 0x30;
    private static final int SUBSCRIBE = 0x82;
    private static final int SUBACK = 0x90;
    private static final byte[] ALL = {'b', 'c'};

    @Override
    boolean echoes() {
        return true;
    }

    @Override
    @Nullable
    Step step(Plan plan, int connection, int number) {
        return switch (number) {
            case 0 -> new Step(connect("c" + connection), frame -> frame.charAt(0) == CONNACK && frame.charAt(3) == 0);
            case 1 -> new Step(subscribe("u/" + plan.userOf(connection)), Mqtt::isSubscribed);
            case 2 -> plan.broadcastShare() > 0 ? new Step(subscribe("bc"), Mqtt::isSubscribed) : null;
            default -> null;
        };
    }

    private static boolean isSubscribed(String frame) {
        return frame.charAt(0) == SUBACK && frame.charAt(frame.length() - 1) < 0x80;
    }

    /** A clean session without keep-alive. */
    private static String connect(String id) {
        return packet(CONNECT, "\0\4MQTT\4\2\0\0" + string(id));
    }

    private static String subscribe(String topic) {
        return packet(SUBSCRIBE, "\0\1" + string(topic) + "\0");
    }

    private static String string(String text) {
        return "\0" + (char) text.length() + text;
    }

    /** Of at most 127 bytes. */
    private static String packet(int type, String body) {
        return "" + (char) type + (char) body.length() + body;
    }

    @Override
    void broadcast(Plan plan, Out out, byte[] payload, int length) {
        publish(out, ALL, payload, length);
    }

    @Override
    void direct(Plan plan, Out out, int toUser, byte[] payload, int length) {
        publish(out, ("u/" + toUser).getBytes(StandardCharsets.US_ASCII), payload, length);
    }

    private static void publish(Out out, byte[] topic, byte[] payload, int length) {
        out.put(PUBLISH);
        int rest = 2 + topic.length + length;
        while (rest > 127) {
            out.put((rest & 127) | 128);
            rest >>= 7;
        }
        out.put(rest).put(0).put(topic.length).put(topic).put(payload, length);
    }

    @Override
    Meaning meaning(byte[] bytes, int from, int to) {
        return Meaning.NOTHING;
    }

    @Override
    int split(byte[] bytes, int from, int to, Frames frames) {
        int at = from;
        while (to - at >= 2) {
            int body = at + 1;
            int length = 0;
            int shift = 0;
            boolean more = true;
            while (more && body < to && shift < 28) {
                length |= (bytes[body] & 127) << shift;
                shift += 7;
                more = bytes[body++] < 0;
            }
            int end = body + length;
            if (more || end > to) {
                return at;
            }
            if ((bytes[at] & 0xf0) == PUBLISH) {
                int message = body + 2 + (((bytes[body] & 0xff) << 8) | (bytes[body + 1] & 0xff));
                if (end - message >= Payload.MIN_BYTES
                        && bytes[message] == Payload.MARK
                        && Payload.length(bytes, message) == end - message) {
                    frames.payload(bytes, message, end - message);
                } else {
                    frames.damaged();
                }
            } else {
                frames.control(bytes, at, end);
            }
            at = end;
        }
        return at;
    }
}
