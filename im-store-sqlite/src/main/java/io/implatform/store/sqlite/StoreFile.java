package io.implatform.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * The file of a store, absolute and without symbolic links, and what stands beside it. Makes files
 * and folders for their owner alone: the mode is given to the call that makes them, so there is no
 * moment in which another user could open one. Immutable.
 *
 * @param path the database
 */
record StoreFile(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    /**
     * Where {@code file} is, with its folder made where there was none.
     *
     * @throws IOException if it is no place for a database; nothing is left behind
     */
    static StoreFile prepare(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new IOException(absolute + " is no file name; name a file for the database");
        }
        if (Files.isDirectory(absolute)) {
            throw new IOException(absolute + " is a folder; name a file for the database");
        }
        makeFolder(folder);
        // SQLite follows links too: the -wal stands beside the file itself, and so must the lock.
        Path real = Files.exists(absolute)
                ? absolute.toRealPath()
                : folder.toRealPath().resolve(name);
        if (Files.exists(real, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(real + " is not a regular file; name another one for the database");
        }
        StoreFile store = new StoreFile(real);
        store.requireWritable(real.resolveSibling("."), "its folder ");
        if (store.exists()) {
            store.requireWritable(real, "");
        }
        return store;
    }

    private static void makeFolder(Path folder) throws IOException {
        Deque<Path> made = new ArrayDeque<>();
        try {
            Deque<Path> missing = new ArrayDeque<>();
            for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
                missing.push(at);
            }
            for (Path at : missing) {
                try {
                    Files.createDirectory(at, ownerOnly(at, OWNER_ONLY_FOLDER));
                    made.push(at);
                } catch (FileAlreadyExistsException e) {
                    // Somebody else made it at this moment; whether it is a folder shows below.
                }
            }
            if (!Files.isDirectory(folder)) {
                throw new IOException(folder + " is no folder");
            }
        } catch (IOException e) {
            for (Path at : made) {
                Files.deleteIfExists(at);
            }
            throw new IOException(
                    "the folder " + folder + " for the database cannot be made (" + reason(e)
                            + "); make it, or name another place",
                    e);
        }
    }

    /** For the administrator a mode without any write bit says "do not write", though root could. */
    private void requireWritable(Path target, String what) throws IOException {
        boolean writable = Files.isWritable(target);
        if (writable && hasPosix(target)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(target);
            writable = mode.contains(PosixFilePermission.OWNER_WRITE)
                    || mode.contains(PosixFilePermission.GROUP_WRITE)
                    || mode.contains(PosixFilePermission.OTHERS_WRITE);
        }
        if (!writable) {
            throw new IOException(path + " cannot be used: " + what
                    + "is read-only; make it writable for the user that the server runs as, or name another place");
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Whether there is nothing in it: it is missing or has no bytes. */
    boolean isEmpty() throws IOException {
        return !hasContent(path);
    }

    Path wal() {
        return beside("-wal");
    }

    Path shm() {
        return beside("-shm");
    }

    Path journal() {
        return beside("-journal");
    }

    /** What {@link FileLock} holds. */
    Path lock() {
        return beside(".lock");
    }

    /** A new database until it is whole. */
    Path unfinished() {
        return beside(".new");
    }

    /** The first name that is free for a copy of the database, which {@code mark} tells from others. */
    Path freeCopy(String mark) {
        Path copy = beside("." + mark + ".bak");
        for (int i = 2; Files.exists(copy); i++) {
            copy = beside("." + mark + ".bak" + i);
        }
        return copy;
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    static boolean hasContent(Path file) throws IOException {
        try {
            return Files.size(file) > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Makes an empty file that its owner alone may read. */
    static void create(Path file) throws IOException {
        Files.createFile(file, ownerOnly(file, OWNER_ONLY));
    }

    /** Takes from others what rights they have on the database and its companions. */
    void restrict() throws IOException {
        for (Path file : new Path[] {path, wal(), shm()}) {
            if (Files.exists(file)
                    && hasPosix(file)
                    && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(file, OWNER_ONLY);
            }
        }
    }

    /** Makes the names in the folder durable: a file that was made or renamed survives a power cut. */
    void syncFolder() throws IOException {
        Path folder = path.resolveSibling(".").normalize();
        if (hasPosix(folder)) {
            // Only where a folder can be opened like a file, as on POSIX systems.
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, Set<PosixFilePermission> mode) {
        return hasPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
