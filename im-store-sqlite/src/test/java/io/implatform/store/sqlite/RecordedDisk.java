package io.implatform.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a process did to the files of a folder, as {@code record.c} has written it down, played back step by
 * step, and what a disk may hold if the power fails after a step.
 *
 * <p>The model: what was written to a file before its last sync is there. Of what was written since, any part may
 * be there, in units of 512 bytes, in any order; a file may be longer by bytes that are 0. A name that was
 * made, changed or removed is as it was at the last sync of the folder, or as after any of the changes since, in
 * their order. The shared memory, the lock and what is not the database's are left out.
 */
final class RecordedDisk {
    static final int SECTOR = 512;

    /** What becomes of what was not synced. */
    enum Cut {
        DROPPED,
        KEPT,
        /** Some of the oldest are there, the last of them in part. */
        TORN,
        /** Some are there, some in part, in another order. */
        REORDERED
    }

    /** One step of the process. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Step(char kind, String path, long number, byte[] data) {}

    /** One write or, without data, truncation. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Change(long offset, byte[] data) {}

    private static final class Content {
        byte[] bytes = new byte[0];
        int size;

        Content copy() {
            Content copy = new Content();
            copy.bytes = Arrays.copyOf(bytes, size);
            copy.size = size;
            return copy;
        }

        void resize(int to) {
            if (to > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(to, bytes.length * 2));
            }
            if (to < size) {
                Arrays.fill(bytes, to, size, (byte) 0);
            }
            size = to;
        }

        void apply(Change change) {
            if (change.data.length == 0) {
                resize((int) change.offset);
            } else {
                part(change, 0, change.data.length);
            }
        }

        void part(Change change, int from, int to) {
            int at = (int) change.offset;
            resize(Math.max(size, at + to));
            System.arraycopy(change.data, from, bytes, at + from, to - from);
        }

        /** What each sector of the disk gets is decided by itself. */
        void torn(Change change, Random random) {
            if (change.data.length == 0) {
                if (random.nextBoolean()) {
                    apply(change);
                }
                return;
            }
            int from = 0;
            while (from < change.data.length) {
                int rest = SECTOR - (int) ((change.offset + from) % SECTOR);
                int to = Math.min(change.data.length, from + rest);
                if (random.nextBoolean()) {
                    part(change, from, to);
                }
                from = to;
            }
        }
    }

    private static final class Inode {
        private final Content synced = new Content();
        private final List<Change> since = new ArrayList<>();

        void sync() {
            since.forEach(synced::apply);
            since.clear();
        }

        Content after(Cut cut, Random random) {
            Content content = synced.copy();
            switch (cut) {
                case DROPPED -> {}
                case KEPT -> since.forEach(content::apply);
                case TORN -> {
                    int whole = random.nextInt(since.size() + 1);
                    since.subList(0, whole).forEach(content::apply);
                    if (whole < since.size()) {
                        content.torn(since.get(whole), random);
                    }
                }
                case REORDERED -> {
                    List<Change> shuffled = new ArrayList<>(since);
                    Collections.shuffle(shuffled, random);
                    for (Change change : shuffled) {
                        switch (random.nextInt(3)) {
                            case 0 -> content.apply(change);
                            case 1 -> content.torn(change, random);
                            default -> {}
                        }
                    }
                }
            }
            return content;
        }
    }

    private final String folder;
    private final Map<String, Inode> names = new LinkedHashMap<>();
    private Map<String, Inode> syncedNames = new LinkedHashMap<>();
    /** The names after each change since the folder was synced. */
    private final List<Map<String, Inode>> namesSince = new ArrayList<>();

    RecordedDisk(Path folder) {
        this.folder = folder.toString();
    }

    static List<Step> read(Path record) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(record)).order(ByteOrder.LITTLE_ENDIAN);
        List<Step> steps = new ArrayList<>();
        while (in.hasRemaining()) {
            char kind = (char) in.get();
            byte[] path = new byte[in.getShort()];
            long number = in.getLong();
            byte[] data = new byte[in.getInt()];
            in.get(path).get(data);
            steps.add(new Step(kind, new String(path, StandardCharsets.UTF_8), number, data));
        }
        return steps;
    }

    private static boolean isLeftOut(String path) {
        return path.endsWith("-shm") || path.contains(".lock") || path.endsWith(" (deleted)");
    }

    /** Does the next step. */
    void play(Step step) {
        if (step.path.equals(folder)) {
            // The only step with a folder is a sync.
            syncedNames = new LinkedHashMap<>(names);
            namesSince.clear();
        } else if (!isLeftOut(step.path)) {
            playFile(step);
        }
    }

    private void playFile(Step step) {
        switch (step.kind) {
            case 'W' -> inode(step).since.add(new Change(step.number, step.data));
            case 'T' -> inode(step).since.add(new Change(step.number, new byte[0]));
            case 'S' -> inode(step).sync();
            case 'C' -> {
                names.put(step.path, new Inode());
                namesSince.add(new LinkedHashMap<>(names));
            }
            case 'U' -> {
                names.remove(step.path);
                namesSince.add(new LinkedHashMap<>(names));
            }
            case 'R' -> {
                Inode moved = inode(step);
                names.remove(step.path);
                names.put(new String(step.data, StandardCharsets.UTF_8), moved);
                namesSince.add(new LinkedHashMap<>(names));
            }
            default -> throw new IllegalStateException("an unknown step " + step.kind);
        }
    }

    private Inode inode(Step step) {
        Inode inode = names.get(step.path);
        if (inode == null) {
            throw new IllegalStateException("not made in the record: " + step.kind + " " + step.path);
        }
        return inode;
    }

    /** Writes into {@code target} what the disk may hold if the power fails now. */
    void cut(Cut cut, Random random, Path target) throws IOException {
        int changes = switch (cut) {
            case DROPPED -> 0;
            case KEPT -> namesSince.size();
            default -> random.nextInt(namesSince.size() + 1);
        };
        Map<String, Inode> left = changes == 0 ? syncedNames : namesSince.get(changes - 1);
        Files.createDirectories(target);
        for (Map.Entry<String, Inode> file : left.entrySet()) {
            Content content = file.getValue().after(cut, random);
            Files.write(
                    target.resolve(Path.of(file.getKey()).getFileName()), Arrays.copyOf(content.bytes, content.size));
        }
    }
}
