package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of wire formats passes a good one and catches the broken ones. */
final class WireFormatContractTest {

    @Test
    void aGoodFormatPasses() {
        var summary = RuleRun.ofAll(Good.class);
        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(15);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("W01", TrimsTexts.class),
                Arguments.of("W02", ReadsFromTheStart.class),
                Arguments.of("W03", TrimsTexts.class),
                Arguments.of("W04", ReplacesBadEncoding.class),
                Arguments.of("W05", Throws.class),
                Arguments.of("W06", RepeatsTheRequest.class),
                Arguments.of("W07", ForgetsTheReferenceOfABeginning.class),
                Arguments.of("W08", LetsLineFeedsThrough.class),
                Arguments.of("W10", HidesTheText.class),
                Arguments.of("W11", ForgetsTheReference.class),
                Arguments.of("W12", HidesTheCode.class),
                Arguments.of("W13", SharesABuffer.class),
                Arguments.of("W14", AsksTheLocale.class),
                Arguments.of("W15", SharesABuffer.class));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenFormatIsCaughtByItsRule(String rule, Class<?> contract) {
        assertThat(RuleRun.of(contract, rule).getTestsFailedCount()).isEqualTo(1);
    }

    private abstract static class OfSample extends WireFormatContract {
        @Override
        protected byte[] spell(@Nullable String ref, Command command) {
            return SampleFormat.spell(ref, command);
        }
    }

    static final class Good extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat();
        }
    }

    static final class TrimsTexts extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public Request decode(byte[] bytes, int offset, int length) {
                    String trimmed = new String(bytes, offset, length, StandardCharsets.UTF_8)
                            .replaceAll(" +", " ")
                            .trim();
                    byte[] line = trimmed.replace("correct horse", "correct").getBytes(StandardCharsets.UTF_8);
                    return super.decode(line, 0, line.length);
                }
            };
        }
    }

    static final class ReadsFromTheStart extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public Request decode(byte[] bytes, int offset, int length) {
                    return super.decode(bytes, 0, offset + length);
                }
            };
        }
    }

    static final class ReplacesBadEncoding extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public Request decode(byte[] bytes, int offset, int length) {
                    byte[] line =
                            new String(bytes, offset, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
                    return super.decode(line, 0, line.length);
                }
            };
        }
    }

    static final class Throws extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public Request decode(byte[] bytes, int offset, int length) {
                    Request request = super.decode(bytes, offset, length);
                    if (request.refusal().isPresent()) {
                        throw new IllegalArgumentException("cannot read that");
                    }
                    return request;
                }
            };
        }
    }

    static final class RepeatsTheRequest extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public Request decode(byte[] bytes, int offset, int length) {
                    Request request = super.decode(bytes, offset, length);
                    return request.refusal().isEmpty()
                            ? request
                            : refuse(
                                    bytes,
                                    offset,
                                    length,
                                    Refusal.of(
                                            RefusalCode.UNKNOWN_COMMAND,
                                            "what is " + new String(bytes, offset, length, StandardCharsets.UTF_8)));
                }
            };
        }
    }

    static final class ForgetsTheReferenceOfABeginning extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
                    return Request.malformed(this, null, length, null, refusal);
                }
            };
        }
    }

    static final class LetsLineFeedsThrough extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                byte[] line(String text) {
                    return (text + "\n").getBytes(StandardCharsets.UTF_8);
                }
            };
        }
    }

    static final class HidesTheText extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public byte[] encode(Event event) {
                    return line(event.toString());
                }
            };
        }
    }

    static final class ForgetsTheReference extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public byte[] encode(@Nullable String ref, Reply reply) {
                    return super.encode(null, reply);
                }
            };
        }
    }

    static final class HidesTheCode extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public byte[] encode(@Nullable String ref, Reply reply) {
                    return reply instanceof Reply.Refused ? line("no") : super.encode(ref, reply);
                }
            };
        }
    }

    static final class SharesABuffer extends OfSample {
        private final byte[] buffer = new byte[4_096];

        @Override
        protected WireFormat format() {
            byte[] shared = buffer;
            return new SampleFormat() {
                @Override
                byte[] line(String text) {
                    byte[] line = super.line(text);
                    Arrays.fill(shared, (byte) '\n');
                    System.arraycopy(line, 0, shared, 0, line.length);
                    return shared;
                }

                @Override
                public boolean equals(@Nullable Object other) {
                    return other != null && other.getClass() == getClass();
                }

                @Override
                public int hashCode() {
                    return 1;
                }
            };
        }
    }

    static final class AsksTheLocale extends OfSample {
        @Override
        protected WireFormat format() {
            return new SampleFormat() {
                @Override
                public byte[] encode(@Nullable String ref, Reply reply) {
                    return reply instanceof Reply.Posted posted
                            ? line(String.format(Locale.getDefault(), "%d", posted.seq()))
                            : super.encode(ref, reply);
                }
            };
        }
    }
}
