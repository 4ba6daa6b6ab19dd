package io.implatform.bench.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The limit program: its source is in the jar and is compiled where there is a C compiler. */
public final class LimitProgram {
    private LimitProgram() {}

    /** Whether there is a C compiler. */
    public static boolean isPossible() {
        return Programs.find("cc").isPresent();
    }

    /** Compiles it into {@code folder}; empty where there is no C compiler, or not one for Linux. */
    public static Optional<Path> compile(Path folder) throws IOException, InterruptedException {
        if (!isPossible()) {
            return Optional.empty();
        }
        Path source = folder.resolve("limit.c");
        Path program = folder.resolve("limit");
        try (InputStream in = LimitProgram.class.getResourceAsStream("/io/implatform/bench/limit.c")) {
            Files.copy(Objects.requireNonNull(in, "limit.c"), source, StandardCopyOption.REPLACE_EXISTING);
        }
        Path said = folder.resolve("cc.txt");
        Process compiler = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
            compiler.destroyForcibly();
            throw new IOException("cc cannot compile limit.c: " + Files.readString(said, StandardCharsets.ISO_8859_1));
        }
        return Optional.of(program);
    }
}
