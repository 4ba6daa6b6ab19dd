package io.implatform.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A file of the page, ready to be sent, compressed too where that makes it shorter. */
final class WebFile {
    private static final int TAG_BYTES = 12;

    private final String type;
    private final String tag;
    private final byte[] content;
    private final byte @Nullable [] compressed;

    /** @param type its media type */
    WebFile(String type, byte[] content) {
        this.type = type;
        this.tag = tag(content);
        this.content = content;
        byte[] gzip = compress(content);
        this.compressed = gzip.length < content.length ? gzip : null;
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] compress(byte[] content) {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(to)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes everything", e);
        }
        return to.toByteArray();
    }

    String type() {
        return type;
    }

    /** Whether it can be sent compressed. */
    boolean isCompressible() {
        return compressed != null;
    }

    /** What names this content in this form (RFC 9110, 8.8.3). */
    String entityTag(boolean asGzip) {
        return "\"" + tag + (asGzip && compressed != null ? "-gzip" : "") + "\"";
    }

    /** Its bytes; not to be changed. */
    byte[] bytes(boolean asGzip) {
        return asGzip && compressed != null ? compressed : content;
    }
}
