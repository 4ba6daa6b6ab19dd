package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./im}, in a project of empty folders, with a {@code mvn} and a {@code java} that note
 * how they were called.
 */
class ImScriptTest {
    private static final String JAVA = """
            #!/bin/sh
            case "$1" in
              -version) echo 'openjdk version "17.0.1" 2021-10-19' >&2 ;;
              --list-modules) echo jdk.compiler@17 ;;
              *)
                for argument; do
                  printf '<%s>\\n' "$argument"
                  case "$argument" in
                    -XX:ArchiveClassesAtExit=*) [ -z "${NO_CLASSES:-}" ] && echo classes >"${argument#*=}" ;;
                    -XX:SharedArchiveFile=*) [ -z "${BAD_CLASSES:-}" ] || exit 134 ;;
                    -Dorg.sqlite.tmpdir=*) [ -z "${NO_CLASSES:-}" ] && echo so >"${argument#*=}/sqlite-3.1-ab-cd-libsqlitejdbc.so" ;;
                  esac
                done
                pwd
                cat
                ;;
            esac
            """;
    private static final String MAVEN = """
            #!/bin/sh
            [ "$1" = -v ] && { echo 'Apache Maven 3.8.7'; exit; }
            echo "$*" >>"$CALLS"
            [ -z "${MVN_FAILS:-}" ] || { echo '[ERROR] cannot find symbol'; exit 1; }
            while [ -e "$HOLD" ]; do sleep 0.05; done
            echo built >im-cli/target/im.jar
            case "$*" in *-Dbench*) mkdir -p im-benchmarks/target; echo built >im-benchmarks/target/im-bench.jar ;; esac
            """;

    @TempDir
    Path folder;

    private Path project;
    private Path bin;
    private Path calls;
    private Path hold;

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(folder.resolve("a project with spaces"));
        bin = Files.createDirectories(folder.resolve("bin"));
        calls = folder.resolve("calls");
        hold = folder.resolve("hold");
        executable(bin.resolve("java"), JAVA);
        executable(bin.resolve("mvn"), MAVEN);
        executable(project.resolve("im"), Files.readString(Path.of("../im")));
        source("pom.xml");
        for (String module :
                List.of("im-core", "im-protocol", "im-transport-tcp", "im-store-sqlite", "im-client", "im-cli")) {
            source(module + "/pom.xml");
            source(module + "/src/main/java/Code.java");
        }
    }

    @Test
    void buildsOnFirstUseAndNotAgain() throws Exception {
        try (Child first = im("--version")) {
            assertThat(first.err().rest()).singleElement().asString().contains("building");
            assertThat(first.status()).isZero();
        }
        try (Child second = im("--version")) {
            assertThat(second.err().rest()).isEmpty();
        }
        assertThat(calls()).hasSize(1).first().asString().contains("-Dquick", "-pl im-cli -am package");
    }

    @Test
    void theLoadToolIsBuiltWhenItIsAskedForAlone() throws Exception {
        source("im-benchmarks/pom.xml");
        source("im-benchmarks/src/main/java/Code.java");
        try (Child server = im("server")) {
            assertThat(server.status()).isZero();
        }
        try (Child bench = im("bench", "compare", "--reps", "1")) {
            assertThat(bench.out().rest())
                    .contains("<" + project.resolve("im-benchmarks/target/im-bench.jar") + ">", "<compare>", "<--reps>")
                    .doesNotContain("<bench>");
            assertThat(bench.status()).isZero();
        }
        try (Child again = im("bench")) {
            assertThat(again.err().rest()).isEmpty();
        }
        assertThat(calls()).hasSize(2);
        assertThat(calls().get(0)).doesNotContain("bench");
        assertThat(calls().get(1)).contains("-Dquick", "-pl im-cli,im-benchmarks -Dbench -am package");
    }

    @Test
    void theServerAloneStartsWithTheClassesAndTheLibraryThatWereKeptAtTheBuild() throws Exception {
        String flag = "<-XX:SharedArchiveFile=" + project.resolve("im-cli/target/im.jsa") + ">";
        Path natives = project.resolve("im-cli/target/im-natives");
        String library = "<-Dorg.sqlite.lib.path=" + natives + ">";
        try (Child server = im("server")) {
            assertThat(server.out().rest()).contains(flag, library);
        }
        assertThat(natives.resolve("libsqlitejdbc.so")).hasContent("so");
        try (Child client = im("client")) {
            assertThat(client.out().rest()).doesNotContain(flag, library);
        }
        assertThat(project.resolve("im-cli/target/im-first-start")).doesNotExist();
    }

    @Test
    void whoSaysHowLargeTheHeapMayBeIsLeftAloneWithIt() throws Exception {
        run();
        try (Child server = im("server")) {
            assertThat(server.out().rest()).contains("<-Xms128m>", "<-XX:NewSize=16m>");
        }
        try (Child server = im(Map.of("IM_JAVA_OPTS", "-Xmx64m"), folder, "server")) {
            assertThat(server.out().rest()).contains("<-Xmx64m>").doesNotContain("<-Xms128m>", "<-XX:NewSize=16m>");
        }
    }

    @Test
    void theVersionOfJavaIsReadFromTheFileBesideItWhereThereIsOne() throws Exception {
        String trim = "<-XX:TrimNativeHeapInterval=5000>";
        try (Child server = im("server")) {
            assertThat(server.out().rest()).as("17.0.1, as it says itself").doesNotContain(trim);
        }
        for (String version : List.of("17.0.8.1", "21")) {
            release(version);
            try (Child server = im("server")) {
                assertThat(server.out().rest()).as(version).contains("<server>").doesNotContain(trim);
            }
        }
        for (String version : List.of("17.0.9", "17.0.15", "21.0.1", "22", "25.0.3")) {
            release(version);
            try (Child server = im("server")) {
                assertThat(server.out().rest()).as(version).contains(trim);
            }
        }
        release("11.0.2");
        assertFails("17");
    }

    private void release(String version) throws IOException {
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    @Test
    void theServerStartsWithoutThemWhereTheyCannotBeKeptOrUsed() throws Exception {
        run();
        for (String trouble : List.of("NO_CLASSES", "BAD_CLASSES")) {
            change("im-cli/pom.xml");
            try (Child server = im(Map.of(trouble, "yes"), folder, "server")) {
                assertThat(server.out().rest()).contains("<server>").noneMatch(line -> line.contains("SharedArchive"));
                assertThat(project.resolve("im-cli/target/im-natives").toFile().exists())
                        .as("the library, with %s", trouble)
                        .isEqualTo(trouble.equals("BAD_CLASSES"));
                assertThat(server.status()).isZero();
            }
        }
    }

    @Test
    void buildsAgainWhenASourceOrAPomIsNewer() throws Exception {
        run();
        change("im-core/src/main/java/Code.java");
        run();
        change("im-cli/pom.xml");
        run();
        assertThat(calls()).hasSize(3);
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Files.createFile(hold);
        try (Child one = im("--version");
                Child other = im("--version")) {
            // Each says one thing first: one that it builds, the other that it waits.
            assertThat(List.of(one.err().next(), other.err().next()))
                    .anyMatch(line -> line.contains("building,"))
                    .anyMatch(line -> line.contains("waiting"));
            Files.delete(hold);
            assertThat(one.status()).isZero();
            assertThat(other.status()).isZero();
        }
        assertThat(calls()).hasSize(1);
        assertThat(project.resolve("im-cli/target/im.lock")).doesNotExist();
    }

    @Test
    void theLockOfABuilderWhoWasKilledIsTakenOver() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path lock = Files.createDirectories(project.resolve("im-cli/target/im.lock"));
        Files.writeString(lock.resolve("pid"), Long.toString(gone.pid()));
        run();
        assertThat(calls()).hasSize(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void aFailedBuildShowsWhatMavenSaidAndIsTriedAgain() throws Exception {
        try (Child child = im(Map.of("MVN_FAILS", "yes"), folder, "--version")) {
            assertThat(child.err().rest()).anyMatch(line -> line.contains("cannot find symbol"));
            assertThat(child.status()).isEqualTo(1);
            assertThat(child.out().rest()).isEmpty();
        }
        run();
        assertThat(calls()).hasSize(2);
    }

    @Test
    void worksThroughALinkFromAnyFolderAndHandsArgumentsAndInputOnAsTheyAre() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../a project with spaces/im"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("chat"), Path.of("relative"));
        List<String> command = List.of(link.toString(), "server", "--store", "sqlite:my *.db", "");
        try (Child child = Child.start(elsewhere, environment(Map.of("IM_JAVA_OPTS", "-Xmx1g -Da=*")), command)) {
            child.type("typed\n");
            child.endInput();
            List<String> lines = child.out().rest();
            assertThat(lines).containsSubsequence("<-Xmx1g>", "<-Da=*>", "<-jar>");
            assertThat(lines)
                    .endsWith(
                            "<server>",
                            "<--store>",
                            "<sqlite:my *.db>",
                            "<>",
                            elsewhere.toRealPath().toString(),
                            "typed");
        }
    }

    @Test
    void saysWhatToInstallWhenJavaIsOldOrMavenIs() throws Exception {
        executable(bin.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertFails("17");
        executable(bin.resolve("java"), JAVA);
        executable(bin.resolve("mvn"), "#!/bin/sh\necho 'Apache Maven 3.6.3'\n");
        assertFails("3.8");
    }

    private void assertFails(String named) throws Exception {
        try (Child child = im("--version")) {
            assertThat(child.err().rest()).singleElement().asString().contains("install", named);
            assertThat(child.status()).isEqualTo(1);
        }
    }

    private void run() throws Exception {
        try (Child child = im("--version")) {
            assertThat(child.status()).isZero();
        }
    }

    private Child im(String... arguments) throws IOException {
        return im(Map.of(), folder, arguments);
    }

    private Child im(Map<String, String> extra, Path in, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(project.resolve("im").toString()));
        command.addAll(List.of(arguments));
        Child child = Child.start(in, environment(extra), command);
        child.endInput();
        return child;
    }

    private Map<String, String> environment(Map<String, String> extra) {
        Map<String, String> environment = new HashMap<>(extra);
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
        environment.put("JAVA_HOME", "");
        environment.put("CALLS", calls.toString());
        environment.put("HOLD", hold.toString());
        return environment;
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls, StandardCharsets.UTF_8);
    }

    /** A file that is older than any build. */
    private void source(String path) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        for (Path at = file; !at.equals(project); at = at.getParent()) {
            Files.setLastModifiedTime(at, FileTime.from(Instant.now().minusSeconds(3_600)));
        }
    }

    /** Makes it newer than the last build. */
    private void change(String path) throws IOException {
        Files.setLastModifiedTime(
                project.resolve("im-cli/target/im.jar"),
                FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(
                project.resolve(path), FileTime.from(Instant.now().minusSeconds(30)));
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
