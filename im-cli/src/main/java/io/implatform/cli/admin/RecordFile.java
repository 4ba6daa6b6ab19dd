package io.implatform.cli.admin;

import io.implatform.core.spi.StoreRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of an exported file, one after the other. Threads: one. */
final class RecordFile implements Iterator<StoreRecord>, AutoCloseable {

    /** A line is not what it should be; the message says what is wrong with it. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final long line;

        Malformed(long line, String why, @Nullable Exception cause) {
            super(why, cause);
            this.line = line;
        }

        /** Its number; the first one is 1. */
        long line() {
            return line;
        }
    }

    private final BufferedReader in;
    private long read;
    private @Nullable StoreRecord next;
    private boolean ended;

    private RecordFile(BufferedReader in) {
        this.in = in;
    }

    static RecordFile open(Path file) throws IOException {
        // It reports what is no UTF-8, rather than replacing it.
        return new RecordFile(Files.newBufferedReader(file, StandardCharsets.UTF_8));
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            Optional<StoreRecord> record = read();
            ended = record.isEmpty();
            next = record.orElse(null);
            if (ended && line() != null) {
                throw new Malformed(read + 1, "there should be nothing behind the line \"end\"", null);
            }
        }
        return next != null;
    }

    private Optional<StoreRecord> read() {
        String line = line();
        if (line == null) {
            throw new Malformed(read + 1, "the last line, \"end\", is missing: the file is not whole", null);
        }
        try {
            Optional<StoreRecord> record = RecordLines.read(line, read);
            read += record.isPresent() ? 1 : 0;
            return record;
        } catch (IllegalArgumentException e) {
            throw new Malformed(read + 1, String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable String line() {
        try {
            return in.readLine();
        } catch (CharacterCodingException e) {
            throw new Malformed(read + 1, "it, or one soon after it, is not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoreRecord next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        StoreRecord record = next;
        next = null;
        return record;
    }

    /** The next one, if it fits to those before it. */
    void checked(RecordCheck check) {
        try {
            check.check(next());
        } catch (IllegalArgumentException e) {
            throw new Malformed(read, String.valueOf(e.getMessage()), e);
        }
    }

    /** How many records were read. */
    long count() {
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
