package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {
    private static final UserId ALICE = UserId.of("Alice");
    private static final UserId BOB = UserId.of("bob");

    @TempDir
    private Path folder;

    private Path file;
    private String err = "";

    private int admin(String command, String database, Path with) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute("admin", command, "--store", "sqlite:" + folder.resolve(database), with.toString());
        err = errors.toString();
        return status;
    }

    @BeforeEach
    void export() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder.resolve("one.db"))) {
            store.create(new Account(ALICE, "hash"));
            store.addToken(ALICE, "token", Instant.ofEpochMilli(5), 3);
            ConversationId.Group group = new ConversationId.Group("g1", "dev");
            store.commit(List.of(
                    new Write.FoundGroup(Group.founded(group, false, BOB)),
                    new Write.Append(ConversationId.LOBBY, ALICE, Instant.EPOCH, "one \n\"two\" 😀", "id"),
                    new Write.Append(ConversationId.LOBBY, BOB, Instant.EPOCH, Message.Kind.TEXT, 1, "answer", null, 0),
                    new Write.Append(
                            ConversationId.LOBBY, ALICE, Instant.EPOCH, Message.Kind.EDIT, 1, "new", null, 0)));
        }
        file = folder.resolve("im.export");
        assertThat(admin("export", "one.db", file)).as(err).isZero();
    }

    @Test
    void whatWasImportedIsExportedByteForByte() throws Exception {
        assertThat(admin("import", "two.db", file)).as(err).isZero();
        Path again = folder.resolve("again.export");
        assertThat(admin("export", "two.db", again)).isZero();

        assertThat(Files.readString(again)).isEqualTo(Files.readString(file));
        assertThat(Files.readAllLines(file))
                .hasSize(8)
                .contains(
                        "{\"account\":\"Alice\",\"hash\":\"hash\",\"role\":\"user\"}",
                        "{\"message\":2,\"in\":\"lobby\",\"time\":0,\"from\":\"bob\",\"to\":1,\"text\":\"answer\"}",
                        "{\"end\":7}");
    }

    @Test
    void itsOwnerAloneMayReadTheFileAndItIsNeverOverwritten() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String before = Files.readString(file);

        assertThat(admin("export", "one.db", file)).isEqualTo(1);
        assertThat(err).contains("is there already");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void aStoreThatIsNotEmptyTakesNothingOver() {
        assertThat(admin("import", "one.db", file)).isEqualTo(1);
        assertThat(err).contains("not empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | x                                                                  | 1 | not a JSON object",
                "1 | {\"export\":2,\"epoch\":\"e\"}                                     | 1 | version",
                "2 | {\"account\":\"Alice\",\"role\":\"user\"}                          | 2 | hash",
                "2 | {\"account\":\"Alice\",\"hash\":\"h\",\"role\":\"king\"}           | 2 | role",
                "2 | {\"account\":\"zoe\",\"hash\":\"h\",\"role\":\"user\",\"more\":1}  | 2 | belong",
                "3 | {\"token\":\"t\",\"user\":\"bob\",\"expires\":5}                   | 3 | account",
                "5 | {\"message\":2,\"in\":\"lobby\",\"time\":0,\"from\":\"bob\",\"text\":\"x\"}       | 5 | number",
                "5 | {\"message\":1,\"in\":\"group g2 ops\",\"time\":0,\"from\":\"bob\",\"text\":\"x\"} | 5 | no such group",
                "6 | {\"message\":2,\"in\":\"lobby\",\"time\":0,\"from\":\"bob\",\"to\":7,\"text\":\"x\"} | 6 | refers",
                "6 | {\"message\":2,\"in\":\"lobby\",\"time\":0,\"from\":\"bob\",\"text\":\"x\\u0000\"} | 6 | character",
                "7 | {\"message\":3,\"in\":\"lobby\",\"time\":0,\"from\":\"bob\",\"kind\":\"deletion\",\"to\":1} | 7 | still there",
                "8 | {\"end\":6}                                                        | 8 | as many lines"
            })
    void aLineThatIsWrongIsNamedAndTheStoreIsNotTouched(int line, String wrong, int reported, String why)
            throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(line - 1, wrong);
        Path bad = Files.write(folder.resolve("bad.export"), lines);

        assertThat(admin("import", "two.db", bad)).isEqualTo(1);
        assertThat(err).contains("bad.export:" + reported + ": ").contains(why);
        assertThat(folder.resolve("two.db")).doesNotExist();
    }

    @Test
    void aFileThatIsNotWholeIsRefused() throws Exception {
        List<String> lines = Files.readAllLines(file);
        Path cut = Files.write(folder.resolve("cut.export"), lines.subList(0, 5));

        assertThat(admin("import", "two.db", cut)).isEqualTo(1);
        assertThat(err).contains("cut.export:6: ").contains("not whole");
        assertThat(folder.resolve("two.db")).doesNotExist();
    }

    @Test
    void aPasswordInAUriIsNotShown() {
        StringWriter errors = new StringWriter();
        int status = Main.commandLine()
                .setErr(new PrintWriter(errors, true))
                .execute("admin", "export", "--store", "postgresql://im:se/cr@et@/db", "x.export");
        assertThat(status).isEqualTo(1);
        assertThat(errors.toString()).doesNotContain("cr@et").contains("im:***@");
    }
}
