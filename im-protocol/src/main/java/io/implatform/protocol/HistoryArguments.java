package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.model.PageRequest;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code HISTORY}: {@code lobby | private <user> | group <name>}, then {@code
 * before <seq>} or {@code after <seq>}, then a limit. Words are divided by one space each; keywords are
 * ASCII in any case.
 */
final class HistoryArguments {
    private static final long NO_NUMBER = -1;

    private final String[] words;
    private int next;

    private HistoryArguments(String[] words) {
        this.words = words;
    }

    /** The command; {@code null} if {@code arguments} does not follow the grammar. */
    static @Nullable Command parse(String arguments) {
        return new HistoryArguments(withoutSpacesBehind(arguments).split(" ", -1)).command();
    }

    private @Nullable Command command() {
        ConversationRef conversation = conversation();
        if (conversation == null) {
            return null;
        }
        PageRequest page = PageRequest.newest();
        boolean before = isNext("before");
        if (before || isNext("after")) {
            next++;
            long seq = number();
            if (seq == NO_NUMBER) {
                return null;
            }
            page = before ? PageRequest.before(seq) : PageRequest.after(seq);
        }
        OptionalLong limit = OptionalLong.empty();
        if (next < words.length) {
            long number = number();
            if (number == NO_NUMBER) {
                return null;
            }
            limit = OptionalLong.of(number);
        }
        return next == words.length ? new Command.History(conversation, page, limit) : null;
    }

    private @Nullable ConversationRef conversation() {
        if (isNext("lobby")) {
            next++;
            return ConversationRef.lobby();
        }
        boolean isPrivate = isNext("private");
        if ((!isPrivate && !isNext("group")) || next + 1 == words.length) {
            return null;
        }
        String name = words[next + 1];
        next += 2;
        return isPrivate ? ConversationRef.with(name) : ConversationRef.group(name);
    }

    private boolean isNext(String keyword) {
        if (next == words.length || words[next].length() != keyword.length()) {
            return false;
        }
        for (int i = 0; i < keyword.length(); i++) {
            char c = words[next].charAt(i);
            if (c != keyword.charAt(i) && (c < 'A' || c > 'Z' || c + ('a' - 'A') != keyword.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The next word as a plain decimal number; {@link #NO_NUMBER} if it is none or exceeds a {@code long}. */
    private long number() {
        if (next == words.length || words[next].isEmpty()) {
            return NO_NUMBER;
        }
        String word = words[next++];
        long number = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return NO_NUMBER;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static String withoutSpacesBehind(String arguments) {
        int end = arguments.length();
        while (end > 0 && arguments.charAt(end - 1) == ' ') {
            end--;
        }
        return arguments.substring(0, end);
    }
}
