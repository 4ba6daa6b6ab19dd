package io.implatform.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.transport.netty.CountedUring.Call;
import io.implatform.transport.netty.EventLoops.Sockets;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a round sends, in calls into the kernel and in bytes that are copied for them. */
final class SendsOfARoundTest {
    private static final int SOME = 48;

    @BeforeEach
    void onLinux() {
        Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll");
        Assumptions.assumeTrue(IoUring.isAvailable(), "the kernel has no io_uring, or does not let us");
    }

    @Test
    void whatManyAreSentInARoundIsOneCall() throws Exception {
        try (CountedLoop loop = new CountedLoop(SOME)) {
            loop.round(() -> {
                for (int i = 0; i < SOME; i++) {
                    loop.tell(i, bytes("for " + i));
                    loop.tell(i, bytes(", and more\n"));
                }
            });
            assertThat(loop.uring().calls()).extracting(Call::sends).containsExactly(SOME);
            for (int i = 0; i < SOME; i++) {
                assertIsRead(loop, i, bytes("for " + i + ", and more\n"));
            }
        }
    }

    @Test
    void aFrameThatGoesToManyIsCopiedOnce() throws Exception {
        try (CountedLoop loop = new CountedLoop(SOME)) {
            byte[] frame = bytes("for everybody\n");
            loop.round(() -> tellAll(loop, frame));
            assertThat(loop.uring().calls()).extracting(Call::bytes).containsExactly(frame.length);
            for (int i = 0; i < SOME; i++) {
                assertIsRead(loop, i, frame);
            }
        }
    }

    @Test
    void aRoundForMoreThanTheRingHasRoomForIsACallForEachTimeThatItIsFull() throws Exception {
        try (CountedLoop loop = new CountedLoop(SendRing.SLOTS + 1)) {
            byte[] frame = bytes("for everybody\n");
            loop.round(() -> tellAll(loop, frame));
            assertThat(loop.uring().calls())
                    .containsExactly(new Call(SendRing.SLOTS, frame.length), new Call(1, frame.length));
            assertIsRead(loop, SendRing.SLOTS, frame);
        }
    }

    @Test
    void aRoundOfMoreBytesThanTheRingHasRoomForIsACallForEachTimeThatItIsFull() throws Exception {
        try (CountedLoop loop = new CountedLoop(5)) {
            // A connection that comes with a full write still has room behind two of these, and not behind three.
            int length = 60_000;
            loop.round(() -> {
                for (int i = 0; i < loop.size(); i++) {
                    loop.tell(i, new byte[length]);
                }
            });
            assertThat(loop.uring().calls()).containsExactly(new Call(3, 3 * length), new Call(2, 2 * length));
            assertIsRead(loop, 4, new byte[length]);
        }
    }

    /** Afterwards its number could be that of a socket of somebody else's. */
    @Test
    void whatWaitsIsSentBeforeItsConnectionIsClosed() throws Exception {
        try (CountedLoop loop = new CountedLoop(3)) {
            byte[] frame = bytes("for everybody\n");
            loop.round(() -> {
                loop.whenPolled(1, () -> loop.fail(0));
                tellAll(loop, frame);
            });
            assertThat(loop.uring().calls()).extracting(Call::sends).containsExactly(1, 2);
            assertIsRead(loop, 0, frame);
            assertIsOver(loop, 0);
        }
    }

    @Test
    void whatWaitsIsSentBeforeTheListenerIsClosed() throws Exception {
        try (CountedLoop loop = new CountedLoop(3)) {
            byte[] frame = bytes("for everybody\n");
            loop.round(() -> {
                tellAll(loop, frame);
                loop.closeAll();
            });
            for (int i = 0; i < loop.size(); i++) {
                assertIsRead(loop, i, frame);
                assertIsOver(loop, i);
            }
        }
    }

    @Test
    void whoseSendIsNotAnsweredIsClosedAndTheOthersAreSentOneByOneFromThenOn() throws Exception {
        int answered = SOME / 2;
        try (CountedLoop loop = new CountedLoop(SOME)) {
            byte[] first = bytes("for those whom the kernel remembers\n");
            byte[] second = bytes("for those who are left\n");
            loop.round(() -> {
                loop.uring().forgetAllBut(answered);
                tellAll(loop, first);
            });
            loop.round(() -> tellAll(loop, second));
            assertThat(loop.uring().calls()).extracting(Call::sends).containsExactly(SOME);
            for (int i = 0; i < answered; i++) {
                assertIsRead(loop, i, first);
                assertIsRead(loop, i, second);
            }
            for (int i = answered; i < SOME; i++) {
                assertIsOver(loop, i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Sockets.class)
    void aListenersLoopsHaveARingWhereThatIsWanted(Sockets sockets) throws Exception {
        BlockingQueue<EventLoopWorker> workers = new LinkedBlockingQueue<>();
        ListenAddress address = new ListenAddress("tcp", "127.0.0.1", 0);
        EventLoops loops = new EventLoops(1, "im-test", sockets);
        try (NettyListener listener =
                        NettyListener.start(address, loops, 1, (pipeline, worker) -> workers.add(worker));
                Socket client = new Socket("127.0.0.1", listener.address().getPort())) {
            EventLoopWorker worker = workers.poll(30, TimeUnit.SECONDS);
            assertThat(worker).as("where " + client + " is served").isNotNull();
            boolean hasRing = worker.loop().submit(() -> worker.ring() != null).get();
            assertThat(hasRing).isEqualTo(sockets == Sockets.IO_URING);
        }
    }

    private static void tellAll(CountedLoop loop, byte[] frame) {
        for (int i = 0; i < loop.size(); i++) {
            loop.tell(i, frame);
        }
    }

    private static void assertIsRead(CountedLoop loop, int peer, byte[] expected) throws Exception {
        byte[] got = loop.read(peer, expected.length);
        assertThat(Arrays.mismatch(expected, got)).as("where it differs").isEqualTo(-1);
    }

    private static void assertIsOver(CountedLoop loop, int peer) throws Exception {
        assertThat(loop.read(peer, 1)).as("after the end").isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
