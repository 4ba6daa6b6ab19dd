package io.implatform.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How the tests start the program {@code im} in a JVM of its own. They start it some hundred times, so the first one makes
 * an archive of the classes that a server loads, as {@code ./im} does it, with which a JVM starts at half the price. A JVM takes
 * it for classes in jars alone: so what is compiled into folders is put into jars first. Where there is no
 * archive, all works as well, only slower. Threads: any.
 */
public final class ImJvm {
    private static final List<String> FLAGS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            // What the manifest of im.jar says; without it newer JVMs warn on standard error.
            "--enable-native-access=ALL-UNNAMED",
            // An archive that does not fit is nothing to speak of.
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off");

    private ImJvm() {}

    /** The command that runs {@code im} with these arguments. */
    public static List<String> command(List<String> arguments) {
        return command(List.of(), arguments);
    }

    /** The same in a JVM with these options beside. */
    public static List<String> command(List<String> options, List<String> arguments) {
        List<String> all = new ArrayList<>(Archive.OPTIONS);
        all.addAll(options);
        return command(all, Archive.CLASS_PATH, arguments);
    }

    private static List<String> command(List<String> options, String classPath, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Made when it is first asked for. */
    private static final class Archive {
        /** Of this JVM's own: others may run tests beside it. */
        static final Path FOLDER = Path.of("target", "im-jvm-" + Integer.getInteger("im.test.fork", 1))
                .toAbsolutePath();

        static final String CLASS_PATH;
        static final List<String> OPTIONS;

        static {
            try {
                empty(FOLDER);
                CLASS_PATH = jars();
                Path archive = FOLDER.resolve("im.jsa");
                OPTIONS = made(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void empty(Path folder) throws IOException {
            if (Files.exists(folder)) {
                try (Stream<Path> old = Files.walk(folder)) {
                    for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Files.createDirectories(folder);
        }

        /** The class path of the tests, with a jar for each folder. */
        private static String jars() throws IOException {
            List<String> entries = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path path = Path.of(entry).toAbsolutePath();
                if (Files.isDirectory(path)) {
                    path = jar(path, FOLDER.resolve(entries.size() + ".jar"));
                }
                if (Files.exists(path)) {
                    entries.add(path.toString());
                }
            }
            return String.join(File.pathSeparator, entries);
        }

        private static Path jar(Path folder, Path jar) throws IOException {
            try (OutputStream file = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(file);
                    Stream<Path> content = Files.walk(folder)) {
                zip.setLevel(0);
                for (Path path : content.filter(Files::isRegularFile).sorted().toList()) {
                    zip.putNextEntry(
                            new ZipEntry(folder.relativize(path).toString().replace(File.separatorChar, '/')));
                    Files.copy(path, zip);
                    zip.closeEntry();
                }
            }
            return jar;
        }

        /** Starts a server and ends it. */
        private static boolean made(Path archive) throws IOException {
            List<String> server = List.of(
                    "server", "--listen", "tcp://127.0.0.1:0", "--store", "sqlite:" + FOLDER.resolve("first.db"));
            Process process = new ProcessBuilder(
                            command(List.of("-XX:ArchiveClassesAtExit=" + archive), CLASS_PATH, server))
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                while (line != null && !line.contains("./im client")) {
                    line = out.readLine();
                }
                process.toHandle().destroy(); // destroy() of the process itself would close what it prints
                while (line != null) {
                    line = out.readLine();
                }
                return process.waitFor(60, TimeUnit.SECONDS) && Files.exists(archive);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
