package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PainterTest {
    private static final Instant TIME = Instant.parse("2026-11-23T23:30:00Z");
    private static final ConversationRef LOBBY = ConversationRef.lobby();
    private static final ConversationRef DEV = ConversationRef.group("dev");

    private final Painter painter = new Painter(ZoneId.of("Europe/Vienna"), 0);
    private final Painter colourful = new Painter(ZoneId.of("Europe/Vienna"), 256);

    @Test
    void aMessageHasItsTimeInTheReadersZoneItsNumberAndItsSender() {
        assertThat(painter.message(new ChatMessage(LOBBY, 14, TIME, "bob", "hi"), true))
                .isEqualTo("00:30 [14] bob: hi");
        assertThat(painter.dayOf(TIME)).hasToString("2026-11-24");
    }

    @Test
    void aMessageOfAnotherConversationSaysOfWhich() {
        assertThat(painter.message(new ChatMessage(DEV, 2, TIME, "bob", "hi"), false))
                .isEqualTo("00:30 #dev [2] bob: hi");
        assertThat(painter.message(new ChatMessage(ConversationRef.with("bob"), 2, TIME, "bob", "hi"), false))
                .isEqualTo("00:30 @bob [2] bob: hi");
    }

    @Test
    void repliesEditsAndDeletionsAreSeen() {
        assertThat(painter.message(new ChatMessage(LOBBY, 3, TIME, "bob", "yes", 2, true, false), true))
                .isEqualTo("00:30 [3] bob (to 2): yes (edited)");
        assertThat(painter.message(new ChatMessage(LOBBY, 3, TIME, "bob", "", 0, false, true), true))
                .isEqualTo("00:30 [3] bob: (deleted)");
        assertThat(painter.edited(new ChatEvent.Edited(LOBBY, 3, 5, TIME, "bob", "no"), true))
                .isEqualTo("00:30 [3] bob edited: no");
        assertThat(painter.deleted(new ChatEvent.Deleted(DEV, 3, 5, TIME, "carol"), false))
                .isEqualTo("00:30 #dev [3] deleted by carol");
    }

    @Test
    void withoutColoursThereIsNoEscapeAndWithThemOnlyOurOwn() {
        ChatMessage evil = new ChatMessage(LOBBY, 1, TIME, "bob", "a\u001b[2Jb\nc\u009b");
        assertThat(painter.message(evil, true)).isEqualTo("00:30 [1] bob: a\\u001B[2Jb\n      c\\u009B");
        assertThat(colourful.message(evil, true).replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(painter.message(evil, true));
        assertThat(colourful.message(evil, true)).contains("\u001b[38;5;" + Colours.of("bob") + "mbob");
    }

    @Test
    void aTerminalOfFewColoursGetsThoseThatItHas() {
        assertThat(new Painter(ZoneId.of("UTC"), 8).name("bob")).matches("\u001b\\[3[12456]mbob\u001b\\[0m");
    }

    @Test
    void thePromptSaysWhatIsUnreadWhoWritesAndWhatBecameOfTheConnection() {
        List<Chat.Unread> unread = List.of(new Chat.Unread(LOBBY, 0), new Chat.Unread(ConversationRef.with("bob"), 2));
        assertThat(painter.prompt(unread, LOBBY, List.of(), "")).isEqualTo("[@bob 2] lobby> ");
        assertThat(painter.prompt(List.of(), DEV, List.of("bob"), "")).isEqualTo("bob is writing #dev> ");
        assertThat(painter.prompt(List.of(), LOBBY, List.of(), "reconnecting")).isEqualTo("(reconnecting) lobby> ");
    }

    @Test
    void listsSayWhatIsNotPlain() {
        assertThat(painter.online(List.of(
                        new Chat.Present("alice", Status.ONLINE),
                        new Chat.Present("bob", new Status(Status.State.AWAY, "lunch\u0007")))))
                .isEqualTo("* 2 online: alice, bob (away: lunch\\u0007)");
        assertThat(painter.members(
                        "dev", List.of(new Chat.Member("alice", Role.OWNER), new Chat.Member("bob", Role.MEMBER))))
                .isEqualTo("* #dev has 2: alice (owner), bob");
        assertThat(painter.groups(List.of(new Chat.Standing("dev", true, Optional.empty(), "all"))))
                .isEqualTo("    #dev invited; /join dev, private  all");
    }

    @Test
    void theManualsTableOfCommandsIsTheHelp() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/terminal.md")).stream()
                .dropWhile(line -> !line.startsWith("| command |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(rows)
                .isEqualTo(Arrays.stream(Slash.values())
                        .map(slash -> "| `" + slash.usage().replace("|", "\\|") + "` | " + slash.summary() + " |")
                        .toList());
    }

    @Test
    void theHelpHasEveryCommand() {
        for (Slash slash : Slash.values()) {
            assertThat(painter.help()).contains(slash.usage()).contains(slash.summary());
        }
        assertThat(painter.help().lines()).allMatch(line -> line.length() < 80);
    }
}
