package io.implatform.transport.tcp;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Tells by a connection's first bytes that the peer speaks another protocol. */
final class ForeignProtocol {
    /** TLSPlaintext.type handshake and the major part of legacy_record_version (RFC 8446, 5.1). */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final byte TLS_MAJOR_VERSION = 3;

    /** A request line of RFC 9112, 3, and the preface of RFC 9113, 3.4. */
    private static final Pattern HTTP_REQUEST =
            Pattern.compile("(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) \\S+ HTTP/[0-9](\\.[0-9])?");

    private ForeignProtocol() {}

    /** Whether a connection that begins with these two bytes is a TLS client's. */
    static boolean isTls(byte first, byte second) {
        return first == TLS_HANDSHAKE && second == TLS_MAJOR_VERSION;
    }

    /** Whether a connection whose first line this is is an HTTP client's. */
    static boolean isHttp(byte[] line, int length) {
        // An upper-case letter and a digit or so at the end are cheap to ask for before the pattern.
        return length > 0
                && line[0] >= 'C'
                && line[0] <= 'T'
                && HTTP_REQUEST
                        .matcher(new String(line, 0, length, StandardCharsets.ISO_8859_1))
                        .matches();
    }
}
