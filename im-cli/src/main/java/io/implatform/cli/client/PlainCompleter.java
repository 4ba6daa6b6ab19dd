package io.implatform.cli.client;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** {@link Completion}, as the line editor asks for it. */
final class PlainCompleter implements Completer {
    private final Completion completion;

    PlainCompleter(Completion completion) {
        this.completion = completion;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (String word : completion.complete(line.line().substring(0, line.cursor()))) {
            String description =
                    word.startsWith("/") ? Slash.find(word).map(Slash::summary).orElse(null) : null;
            candidates.add(new Candidate(word, word, null, description, null, null, true));
        }
    }
}
