package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full or does not sync any more, under a server in a process of its own: what is sent is refused and
 * told to nobody, until the disk is well again; what was acknowledged is there, once, without a gap.
 */
class DiskFaultTest {
    /** Refused so often before the disk is well again. */
    private static final int ATTEMPTS = 25;

    @TempDir
    private Path folder;

    private Path data;

    /** What was acknowledged, the number of each being its place. */
    private final List<String> acknowledged = new ArrayList<>();

    private int sent;

    @BeforeEach
    void makeTheFolder() throws IOException {
        data = Files.createDirectory(folder.toRealPath().resolve("data"));
    }

    @Test
    void aDiskThatIsFullRefusesAndWorksAgainWhenThereIsRoom() throws Exception {
        if (run("mount", "-t", "tmpfs", "-o", "size=2m", "im-test", data.toString()) != 0) {
            abort("a small file system cannot be mounted here: that needs root");
        }
        try {
            Path filler = data.resolve("filler");
            try (RunningServer server = start(Map.of())) {
                fault(server, () -> fill(filler), () -> delete(filler));
            }
            afterARestart();
        } finally {
            run("umount", "-l", data.toString());
        }
    }

    @Test
    void aWriteThatFailsForWantOfRoomRefusesAndWorksAgain() throws Exception {
        injected("fail-write");
    }

    @Test
    void aSyncThatFailsRefusesAndWorksAgain() throws Exception {
        injected("fail-sync");
    }

    private void injected(String trigger) throws Exception {
        Map<String, String> environment =
                Map.of("LD_PRELOAD", compile().toString(), "IM_FAULTS_FOLDER", data.toString());
        Path file = data.resolve(trigger);
        try (RunningServer server = start(environment)) {
            for (int i = 0; i < 3; i++) {
                fault(server, () -> create(file), () -> delete(file));
            }
            server.child.kill();
        }
        afterARestart();
    }

    private RunningServer start(Map<String, String> environment) throws Exception {
        return RunningServer.start(folder, environment, "--store", "sqlite:" + data.resolve("im.db"));
    }

    /** Says something before, during and after a fault, and watches what is told. */
    private void fault(RunningServer server, Runnable breakIt, Runnable mendIt) throws Exception {
        try (Peer anna = server.login("anna");
                Peer ben = server.login("ben")) {
            int told = acknowledged.size();
            say(anna, 5);
            breakIt.run();
            int refused = 0;
            for (int i = 0; refused < ATTEMPTS; i++) {
                // A full disk may have room for a little more.
                assertThat(i).as("it breaks at last").isLessThan(10_000);
                if (!say(anna)) {
                    refused++;
                }
            }
            anna.send("PING");
            assertThat(reply(anna)).isEqualTo("OK PING");
            mendIt.run();
            say(anna, 5);
            List<String> heard = new ArrayList<>();
            while (heard.size() < acknowledged.size() - told) {
                String line = ben.receive();
                if (line.startsWith("MESSAGE anna ")) {
                    heard.add(line.substring("MESSAGE anna ".length()));
                }
            }
            assertThat(heard).isEqualTo(acknowledged.subList(told, acknowledged.size()));
            assertThat(history(anna)).isEqualTo(acknowledged);
        }
    }

    private void say(Peer anna, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertThat(say(anna)).isTrue();
        }
    }

    /** Whether it was acknowledged; otherwise it was refused, as for now. */
    private boolean say(Peer anna) throws IOException {
        String text = "text " + ++sent + " " + "x".repeat(2_000);
        anna.send("MESSAGE " + text);
        String reply = reply(anna);
        if (reply.startsWith("ERR STORE_UNAVAILABLE retry=")) {
            return false;
        }
        acknowledged.add(text);
        assertThat(reply).isEqualTo("OK MESSAGE " + acknowledged.size());
        return true;
    }

    private static String reply(Peer peer) throws IOException {
        String line = peer.receive();
        while (line.startsWith("MESSAGE ")) {
            line = peer.receive();
        }
        return line;
    }

    private List<String> history(Peer peer) throws IOException {
        List<String> texts = new ArrayList<>();
        boolean more = true;
        while (more) {
            peer.send("HISTORY lobby after " + texts.size() + " 100");
            String line = reply(peer);
            while (line.startsWith("HISTORY ")) {
                String[] words = line.split(" ", 5);
                assertThat(words[1]).isEqualTo(Integer.toString(texts.size() + 1));
                texts.add(words[4]);
                line = reply(peer);
            }
            assertThat(line).startsWith("OK HISTORY ");
            more = line.endsWith(" more");
        }
        return texts;
    }

    private void afterARestart() throws Exception {
        try (RunningServer server = start(Map.of());
                Peer anna = server.login("anna")) {
            assertThat(history(anna)).isEqualTo(acknowledged);
            say(anna, 1);
        }
    }

    private static void fill(Path filler) {
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[1_024]);
            }
        } catch (IOException e) {
            // It is full.
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** What makes calls fail. Without a C compiler on Linux there is no test, or a failure where IM_REQUIRE_CC is set. */
    private Path compile() throws Exception {
        Path source = folder.resolve("faults.c");
        Path library = folder.resolve("faults.so");
        try (InputStream in = Objects.requireNonNull(DiskFaultTest.class.getResourceAsStream("faults.c"))) {
            Files.write(source, in.readAllBytes());
        }
        if (run("cc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString()) == 0) {
            return library;
        }
        if ("1".equals(System.getenv("IM_REQUIRE_CC"))) {
            throw new AssertionError("cc does not compile faults.c, and IM_REQUIRE_CC is set");
        }
        return abort("no disk fails here: that needs Linux and a C compiler (cc)");
    }
}
