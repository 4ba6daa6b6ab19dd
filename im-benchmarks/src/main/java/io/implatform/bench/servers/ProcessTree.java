package io.implatform.bench.servers;

import io.implatform.bench.load.Meter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a process and everything that descends from it have spent, from {@code /proc} (proc(5)). The processor
 * time is counted in hundredths of a second there, so what is measured should last for seconds. Elsewhere than
 * on Linux it reads nothing.
 */
public final class ProcessTree implements Meter {
    /** USER_HZ, which every Linux of today has, whatever its kernel's own tick is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    private final long root;

    public ProcessTree(long root) {
        this.root = root;
    }

    private record Stat(long parent, double cpuSeconds, long residentBytes) {}

    @Override
    public Reading read() {
        Map<Long, Stat> all = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                try {
                    all.put(Long.parseLong(folder.getFileName().toString()), stat(folder));
                } catch (IOException e) {
                    // Ended since it was listed.
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return new Reading(0, 0);
        }
        double cpu = 0;
        long resident = 0;
        for (Map.Entry<Long, Stat> entry : all.entrySet()) {
            if (descends(entry.getKey(), all)) {
                cpu += entry.getValue().cpuSeconds();
                resident += entry.getValue().residentBytes();
            }
        }
        return new Reading(cpu, resident);
    }

    private boolean descends(long process, Map<Long, Stat> all) {
        long at = process;
        while (at != root) {
            Stat stat = all.get(at);
            if (stat == null || stat.parent() == 0) {
                return false;
            }
            at = stat.parent();
        }
        return true;
    }

    private static Stat stat(Path folder) throws IOException {
        String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        // The second field is the name in brackets, which may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        long resident = 0;
        for (String line : Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return new Stat(Long.parseLong(fields[1]), ticks / TICKS_PER_SECOND, resident);
    }
}
