package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Decision;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What holds for every request, however it came about. */
public final class Properties {
    /** More than any refusal needs. */
    private static final int REPLY_MAX = 1_024;

    private static final Rules RULES = new Rules(Limits.DEFAULTS);
    private static final Rules.Place LOBBY =
            new Rules.Place(ConversationId.LOBBY, Optional.empty(), false, Optional.empty());
    private static final UserId ALICE = UserId.of("alice");

    private Properties() {}

    /**
     * Fails unless it is so. A library of assertions takes longer than what is tested here, some hundred thousand times
     * a second.
     */
    public static void check(boolean holds, Object met) {
        if (!holds) {
            throw new AssertionError(String.valueOf(met));
        }
    }

    /** A request is a command or a refusal; a refusal is one short line; no control character gets through. */
    public static void hold(Request request, WireFormat format, int length) {
        check(request.format() == format && request.size() == length, request);
        check(request.ref() == null || isRef(request.ref()), request);
        check(request.command().isPresent() != request.refusal().isPresent(), request);
        if (request.refusal().isPresent()) {
            Refusal refusal = request.refusal().get();
            check(refusal.words().chars().noneMatch(c -> c < 0x20 || c == 0x7f), refusal);
            isOneLine(
                    format.encode(request.ref(), new Reply.Refused(request.verb(), refusal)),
                    refusal.code().name());
            return;
        }
        Command command = request.command().get();
        if (command instanceof Command.Say say && say.what() == Command.Say.What.POST) {
            Decision decision = RULES.decide(LOBBY, ALICE, say);
            if (decision instanceof Decision.Append append) {
                check(append.text().chars().noneMatch(Properties::isControl), append);
            }
        }
        if (command instanceof Command.Register register
                && RULES.checkRegister(register).isEmpty()) {
            check(isName(register.name()), register.name());
            check(register.password().chars().noneMatch(c -> isControl(c) || c == '\n'), register);
        }
    }

    private static boolean isControl(int c) {
        return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c <= 0x9f);
    }

    private static boolean isRef(String ref) {
        return !ref.isEmpty()
                && ref.length() <= 64
                && ref.chars().allMatch(c -> isAsciiLetterOrDigit(c) || "._:-".indexOf(c) >= 0);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 32
                && isAsciiLetterOrDigit(name.charAt(0))
                && name.chars().allMatch(c -> isAsciiLetterOrDigit(c) || "._-".indexOf(c) >= 0);
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void isOneLine(byte[] reply, String code) {
        String line = new String(reply, StandardCharsets.UTF_8);
        check(reply.length >= 2 && reply.length <= REPLY_MAX, line);
        check(line.indexOf('\n') == line.length() - 1, line);
        check(line.contains(code), line);
    }
}
