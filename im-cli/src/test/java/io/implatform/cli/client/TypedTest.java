package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    @Test
    void whatDoesNotBeginWithASlashIsAMessageAsItStands() {
        assertThat(Typed.parse("hello  \"there\\ !!")).isEqualTo(new Typed.Text("hello  \"there\\ !!"));
        assertThat(Typed.parse("//etc/passwd")).isEqualTo(new Typed.Text("/etc/passwd"));
        assertThat(Typed.parse("   ")).isEqualTo(new Typed.Nothing());
    }

    @Test
    void aCommandMayBeShortenedWhileItStaysTheOnlyOne() {
        assertThat(Typed.parse("/hist 5")).isEqualTo(command(Slash.HISTORY, List.of("5"), ""));
        assertThat(Typed.parse("/QUIT")).isEqualTo(command(Slash.QUIT, List.of(), ""));
        assertThat(Typed.parse("/re 5")).isInstanceOf(Typed.Mistake.class);
        assertThat(Typed.parse("/")).isInstanceOf(Typed.Mistake.class);
    }

    @Test
    void aTextAfterACommandKeepsItsSpaces() {
        assertThat(Typed.parse("/msg bob  two  spaces "))
                .isEqualTo(command(Slash.MSG, List.of("bob"), " two  spaces "));
        assertThat(Typed.parse("/reply 12 5 is right")).isEqualTo(command(Slash.REPLY, List.of("12"), "5 is right"));
        assertThat(Typed.parse("/edit last better")).isEqualTo(command(Slash.EDIT, List.of("last"), "better"));
    }

    @Test
    void aGroupInFrontMayBeLeftOut() {
        assertThat(Typed.parse("/kick #dev bob"))
                .isEqualTo(new Typed.Command(Slash.KICK, Optional.of("dev"), List.of("bob"), ""));
        assertThat(Typed.parse("/kick bob")).isEqualTo(command(Slash.KICK, List.of("bob"), ""));
        assertThat(Typed.parse("/topic all about us")).isEqualTo(command(Slash.TOPIC, List.of(), "all about us"));
        assertThat(Typed.parse("/topic #dev all about us"))
                .isEqualTo(new Typed.Command(Slash.TOPIC, Optional.of("dev"), List.of(), "all about us"));
        assertThat(Typed.parse("/join #dev")).isEqualTo(command(Slash.JOIN, List.of("dev"), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/to",
                "/msg bob",
                "/reply first x",
                "/reply 0 x",
                "/edit 5",
                "/history ten",
                "/history 5 6",
                "/create dev secret",
                "/status",
                "/delete 99999999999999999999",
                "/who x"
            })
    void whatACommandDoesNotTakeIsAnsweredWithItsUsage(String line) {
        assertThat(Typed.parse(line))
                .isInstanceOfSatisfying(
                        Typed.Mistake.class,
                        mistake -> assertThat(mistake.words()).startsWith("it is: /"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login bob hunter2hunter2",
                "/LOGIN bob hunter2hunter2",
                "  /log bob hunter2hunter2",
                "/password hunter2hunter2 other",
                "/passw hunter2hunter2",
                "/register bob hunter2hunter2",
                "/unregister hunter2hunter2",
                "LOGIN bob hunter2hunter2",
                "REGISTER bob hunter2hunter2",
                "#7 PASSWORD hunter2hunter2 other",
                "UNREGISTER hunter2hunter2"
            })
    void aPasswordOnTheLineIsNeitherTakenNorRepeatedNorKept(String line) {
        assertThat(Typed.isSecret(line)).isTrue();
        assertThat(Typed.parse(line.strip()))
                .isInstanceOfSatisfying(
                        Typed.Mistake.class,
                        mistake -> assertThat(mistake.words()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login bob", "/password", "hello", "/to bob", "login is broken", "I LOGIN daily", ""})
    void whatHoldsNoPasswordIsKept(String line) {
        assertThat(Typed.isSecret(line)).isFalse();
    }

    @Test
    void whatIsSaidToSomebodyIsNotForTheFile() {
        assertThat(Typed.saysNothing("/to bob")).isTrue();
        for (String line : List.of("hello", "/msg bob hello", "/edit 5 hello", "/status away hello", "/nonsense x")) {
            assertThat(Typed.saysNothing(line)).as(line).isFalse();
        }
    }

    @Test
    void conversationsAreNamedAsTheyAreShown() {
        for (ConversationRef ref :
                List.of(ConversationRef.lobby(), ConversationRef.with("lobby"), ConversationRef.group("dev"))) {
            assertThat(Typed.conversation(Typed.name(ref))).isEqualTo(ref);
        }
        assertThat(Typed.conversation("bob")).isEqualTo(ConversationRef.with("bob"));
    }

    private static Typed command(Slash slash, List<String> words, String text) {
        return new Typed.Command(slash, Optional.empty(), words, text);
    }
}
