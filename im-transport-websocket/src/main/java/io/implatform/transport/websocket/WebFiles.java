package io.implatform.transport.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page: those in the folder {@code web} of this package, whatever is there. A name is plain
 * segments and a known ending, so that no path leads out of the folder. Threads: any.
 */
final class WebFiles {
    private static final String FIRST = "index.html";
    /** No segment begins with a dot, and none is empty. */
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.([a-z0-9]+)");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("png", "image/png"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"));

    private interface Folder {
        byte @Nullable [] read(String name) throws IOException;
    }

    private final Folder folder;
    private final boolean keeps;
    /** Bounded by the files that there are. */
    private final Map<String, WebFile> kept = new ConcurrentHashMap<>();

    private WebFiles(Folder folder, boolean keeps) {
        this.folder = folder;
        this.keeps = keeps;
    }

    /** The page that comes with the library. Each file is read once. */
    static WebFiles ofThePage() {
        return new WebFiles(
                name -> {
                    try (InputStream in = WebFiles.class.getResourceAsStream("web/" + name)) {
                        return in == null ? null : in.readAllBytes();
                    }
                },
                true);
    }

    /** A folder whose files change while one works on them: each is read whenever it is asked for. */
    static WebFiles of(Path directory) {
        return new WebFiles(
                name -> {
                    Path file = directory.resolve(name);
                    return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
                },
                false);
    }

    /**
     * A file.
     *
     * @param path as it stands in a request: {@code /} is the page itself
     * @return {@code null} if there is none
     */
    @Nullable
    WebFile find(String path) throws IOException {
        String name = path.equals("/") ? FIRST : path.substring(1);
        WebFile file = kept.get(name);
        return file == null ? read(name) : file;
    }

    private @Nullable WebFile read(String name) throws IOException {
        String type = NAME.matcher(name).matches() ? TYPES.get(name.substring(name.lastIndexOf('.') + 1)) : null;
        byte[] content = type == null ? null : folder.read(name);
        if (type == null || content == null) {
            return null;
        }
        WebFile file = new WebFile(type, content);
        if (keeps) {
            kept.put(name, file);
        }
        return file;
    }
}
