package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    private static final Instant TIME = Instant.parse("2026-11-23T12:00:00.125Z");
    private static final ConversationRef DEV = ConversationRef.group("dev");

    @Test
    void anEventHasTheFieldsOfTheProtocol() {
        assertThat(JsonLine.of(new ChatEvent.Said(
                        new ChatMessage(ConversationRef.with("bob"), 3, TIME, "bob", "hi", 2, false, false))))
                .isEqualTo("{\"type\":\"private\",\"conversation\":[\"private\",\"bob\"],\"seq\":3,"
                        + "\"time\":\"2026-11-23T12:00:00.125Z\",\"from\":\"bob\",\"text\":\"hi\",\"replyTo\":2}");
        assertThat(JsonLine.of(new ChatEvent.Deleted(DEV, 3, 5, TIME, "bob")))
                .isEqualTo("{\"type\":\"delete\",\"conversation\":[\"group\",\"dev\"],\"target\":3,\"seq\":5,"
                        + "\"time\":\"2026-11-23T12:00:00.125Z\",\"from\":\"bob\"}");
        assertThat(JsonLine.of(new ChatEvent.Presence("bob", new Status(Status.State.AWAY, ""))))
                .isEqualTo("{\"type\":\"status\",\"user\":\"bob\",\"state\":\"away\",\"text\":\"\"}");
        assertThat(JsonLine.of(new ChatEvent.Left("dev", "bob", Optional.of("alice"))))
                .isEqualTo("{\"type\":\"left\",\"group\":\"dev\",\"user\":\"bob\",\"by\":\"alice\"}");
        assertThat(JsonLine.of(new ChatEvent.RoleGiven("dev", "bob", Role.OWNER)))
                .isEqualTo("{\"type\":\"role\",\"group\":\"dev\",\"user\":\"bob\",\"role\":\"owner\"}");
        assertThat(JsonLine.sent(ConversationRef.lobby(), new Chat.Sent(7, TIME), "x"))
                .isEqualTo("{\"type\":\"sent\",\"conversation\":[\"lobby\"],\"seq\":7,"
                        + "\"time\":\"2026-11-23T12:00:00.125Z\",\"text\":\"x\"}");
    }

    @Test
    void aTextIsOneLineOfJsonWhateverItHolds() {
        assertThat(JsonLine.of(new ChatEvent.Topic("dev", "bob", "a\"b\\c\nd\te\u001b\u009b\u2028\ud83d")))
                .isEqualTo("{\"type\":\"topic\",\"group\":\"dev\",\"user\":\"bob\",\"topic\":"
                        + "\"a\\\"b\\\\c\\nd\\te\\u001B\\u009B\\u2028\\uD83D\"}");
    }
}
