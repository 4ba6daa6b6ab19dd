package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Decision;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limits;
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

    /** A request is a command or a refusal; a refusal is one short line; no control character gets through. */
    public static void hold(Request request, WireFormat format, int length) {
        assertThat(request.format()).isEqualTo(format);
        assertThat(request.size()).isEqualTo(length);
        if (request.ref() != null) {
            assertThat(request.ref()).matches("[A-Za-z0-9._:-]{1,64}");
        }
        assertThat(request.command().isPresent()).isNotEqualTo(request.refusal().isPresent());
        request.refusal().ifPresent(refusal -> {
            assertThat(refusal.words()).doesNotContainPattern("\\p{Cntrl}");
            isOneLine(
                    format.encode(request.ref(), new Reply.Refused(request.verb(), refusal)),
                    refusal.code().name());
        });
        request.command().ifPresent(command -> {
            if (command instanceof Command.Say say && say.what() == Command.Say.What.POST) {
                Decision decision = RULES.decide(LOBBY, ALICE, say);
                if (decision instanceof Decision.Append append) {
                    assertThat(append.text().chars().noneMatch(Properties::isControl))
                            .isTrue();
                }
            }
            if (command instanceof Command.Register register
                    && RULES.checkRegister(register).isEmpty()) {
                assertThat(register.name()).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
                assertThat(register.password().chars().noneMatch(c -> isControl(c) || c == '\n'))
                        .isTrue();
            }
        });
    }

    private static boolean isControl(int c) {
        return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c <= 0x9f);
    }

    private static void isOneLine(byte[] reply, String code) {
        assertThat(reply.length).isBetween(2, REPLY_MAX);
        String line = new String(reply, StandardCharsets.UTF_8);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(line).contains(code);
    }
}
