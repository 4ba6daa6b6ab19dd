package io.implatform.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What is said over HTTP. Every answer forbids what the page does not need. Threads: any. */
final class Answers {
    private static final Map<String, String> EVERYWHERE = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Embedder-Policy",
            "require-corp",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()");

    /** A copy of a file may be used after asking whether it is still the one: a release replaces all of them at once. */
    private static final String ASK_FIRST = "no-cache";

    private static final String NEVER = "no-store";

    private final WebFiles files;
    private final Clock clock;

    Answers(WebFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** A status in words. */
    FullHttpResponse plain(HttpResponseStatus status) {
        FullHttpResponse answer = answer(status, text(status.code() + " " + status.reasonPhrase() + "\n"));
        answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        answer.headers().set(HttpHeaderNames.CACHE_CONTROL, NEVER);
        return answer;
    }

    /** Whether the server lives, which it does, and takes sessions. */
    FullHttpResponse health(boolean ready) {
        FullHttpResponse answer = answer(
                ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                text("{\"alive\":true,\"ready\":" + ready + "}\n"));
        answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        answer.headers().set(HttpHeaderNames.CACHE_CONTROL, NEVER);
        return answer;
    }

    /** A file of the page, or that there is none. */
    FullHttpResponse file(String path, HttpHeaders asked) throws IOException {
        WebFile file = files.find(path);
        if (file == null) {
            return plain(HttpResponseStatus.NOT_FOUND);
        }
        boolean asGzip = file.isCompressible() && takesGzip(asked.getAll(HttpHeaderNames.ACCEPT_ENCODING));
        String tag = file.entityTag(asGzip);
        boolean isKnown = knows(asked.getAll(HttpHeaderNames.IF_NONE_MATCH), tag);
        byte[] content = file.bytes(asGzip);
        FullHttpResponse answer = isKnown
                ? answer(HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER)
                : answer(HttpResponseStatus.OK, Unpooled.wrappedBuffer(content));
        HttpHeaders headers = answer.headers();
        headers.set(HttpHeaderNames.ETAG, tag).set(HttpHeaderNames.CACHE_CONTROL, ASK_FIRST);
        if (file.isCompressible()) {
            headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        }
        if (!isKnown) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, file.type());
            if (asGzip) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
            }
        }
        return answer;
    }

    /** RFC 9110, 12.5.3; a weight of nought is a no. */
    private static boolean takesGzip(List<String> accepted) {
        return elements(accepted).anyMatch(coding -> {
            String[] parts = coding.split(";", 2);
            return parts[0].strip().equalsIgnoreCase("gzip")
                    && (parts.length == 1 || !parts[1].replace(" ", "").matches("(?i)q=0(\\.0*)?"));
        });
    }

    /** RFC 9110, 13.1.2. */
    private static boolean knows(List<String> ifNoneMatch, String tag) {
        return elements(ifNoneMatch).anyMatch(known -> known.equals("*") || known.equals(tag));
    }

    private static Stream<String> elements(List<String> headers) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip);
    }

    private static ByteBuf text(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private FullHttpResponse answer(HttpResponseStatus status, ByteBuf content) {
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        HttpHeaders headers = answer.headers();
        EVERYWHERE.forEach(headers::set);
        DateTimeFormatter date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
        headers.set(HttpHeaderNames.DATE, date.format(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)));
        if (!status.equals(HttpResponseStatus.NOT_MODIFIED)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        }
        return answer;
    }
}
