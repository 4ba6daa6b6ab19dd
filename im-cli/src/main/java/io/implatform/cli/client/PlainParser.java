package io.implatform.cli.client;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Words between spaces and nothing else: quotes and backslashes are letters of a message. */
final class PlainParser implements Parser {
    PlainParser() {}

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        int at = Math.max(0, Math.min(cursor, line.length()));
        int from = at;
        while (from > 0 && !Character.isWhitespace(line.charAt(from - 1))) {
            from--;
        }
        int to = at;
        while (to < line.length() && !Character.isWhitespace(line.charAt(to))) {
            to++;
        }
        return new Word(line, at, line.substring(from, to), at - from);
    }

    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }

    /** The word at the cursor is all that completion asks for. */
    private record Word(String line, int cursor, String word, int wordCursor) implements CompletingParsedLine {
        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }
}
