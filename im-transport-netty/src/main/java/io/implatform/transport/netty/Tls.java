package io.implatform.transport.netty;

import io.implatform.core.spi.TlsFiles;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for the connections of one listener: TLS 1.3, and 1.2 with forward secrecy and authenticated encryption alone
 * (RFC 9325, 4.2). The JDK's implementation, or OpenSSL's where netty-tcnative is on the class path.
 *
 * <p>The files are looked at every second. When they have changed, and stayed as they are for a second, those who
 * connect from then on are shown the new certificate. New ones that cannot be used are logged, and the old one stays in
 * force.
 *
 * <p>The arithmetic of handshakes is done by threads of its own, named {@code im-tls-…}, so that those who have
 * connected are not held up by those who do. Threads: any.
 */
final class Tls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** The names are those of RFC 8446, B.4, and of RFC 5289 and RFC 7905. */
    static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final long HANDSHAKE_MILLIS = 10_000;
    /** How long the end of a connection may take when the peer does not take the note of it. */
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

    private static final long LOOK_MILLIS = 1_000;
    private static final int MAX_THREADS = 4;
    /** Sessions of TLS 1.2 that can be resumed; those of 1.3 are kept by the client. */
    private static final int RESUMABLE = 4_096;

    private static final String SSL = "tls";

    private final TlsFiles files;
    private final ScheduledThreadPoolExecutor threads;
    private volatile SslContext context;

    // Touched by the constructor, and then by the one task that looks at the files.
    private List<Stamp> loaded;
    private List<Stamp> seen;

    /** What tells that a file is another one: when it was written, its length, and which file it is. */
    private record Stamp(Path file, String what) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(file, is.lastModifiedTime() + " " + is.size() + " " + is.fileKey());
            } catch (IOException e) {
                return new Stamp(file, "none");
            }
        }
    }

    private Tls(TlsFiles files, List<Stamp> stamps, SslContext context, ScheduledThreadPoolExecutor threads) {
        this.files = files;
        this.loaded = stamps;
        this.seen = stamps;
        this.context = context;
        this.threads = threads;
    }

    /**
     * Reads the files and begins to look after them.
     *
     * @throws IOException if they cannot be used; the message names the file and says why
     */
    static Tls open(TlsFiles files) throws IOException {
        List<Stamp> stamps = stamps(files);
        SslContext context = load(files);
        int count = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(count, NettyListener.threads("im-tls"));
        threads.setRemoveOnCancelPolicy(true);
        Tls tls = new Tls(files, stamps, context, threads);
        Future<?> unused = threads.scheduleWithFixedDelay(tls::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return tls;
    }

    private static List<Stamp> stamps(TlsFiles files) {
        return Stream.concat(Stream.of(files.certificate(), files.key()), files.clientAuthorities().stream())
                .map(Stamp::of)
                .toList();
    }

    private static SslContext load(TlsFiles files) throws IOException {
        List<X509Certificate> chain = PemFiles.certificates(files.certificate());
        PrivateKey key = PemFiles.key(files.key());
        X509Certificate own = chain.get(0);
        if (!PemFiles.belongTogether(key, own.getPublicKey())) {
            throw new IOException(
                    "the key in " + files.key() + " is not that of the certificate in " + files.certificate());
        }
        try {
            own.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            LOG.warn("the certificate in {} is not valid now: {}", files.certificate(), e.getMessage());
        }
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols(PROTOCOLS)
                .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
                .sessionCacheSize(RESUMABLE);
        if (files.clientAuthorities().isPresent()) {
            builder.clientAuth(ClientAuth.OPTIONAL)
                    .trustManager(
                            PemFiles.certificates(files.clientAuthorities().get())
                                    .toArray(X509Certificate[]::new));
        }
        return builder.build();
    }

    /** Takes new files once they have stayed the same for two looks: two files are seldom replaced at one moment. */
    private void look() {
        try {
            List<Stamp> now = stamps(files);
            boolean settled = now.equals(seen);
            seen = now;
            if (!settled || now.equals(loaded)) {
                return;
            }
            loaded = now;
            context = load(files);
            LOG.info("the certificate in {} is new, and in force", files.certificate());
        } catch (IOException | RuntimeException e) {
            LOG.error("the new certificate is not used, the old one stays in force: {}", e.getMessage());
        }
    }

    /** Puts the handlers of TLS first into the pipeline of a new connection. */
    void addTo(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        SSLEngine engine = context.newEngine(channel.alloc());
        Executor arithmetic = task -> threads.execute(task);
        SslHandler ssl = new SslHandler(engine, arithmetic);
        ssl.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        ssl.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        TlsRecords records = new TlsRecords();
        pipeline.addLast(records).addLast(SSL, ssl).addLast(new AfterHandshake(records, engine));
    }

    /** Has the records looked at no more where there is nothing to look for, and then is gone itself. */
    private static final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final TlsRecords records;
        private final SSLEngine engine;

        AfterHandshake(TlsRecords records, SSLEngine engine) {
            this.records = records;
            this.engine = engine;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                if (engine.getSession().getProtocol().equals("TLSv1.3")) {
                    ctx.pipeline().remove(records);
                } else {
                    records.handshakeDone();
                }
                ctx.fireUserEventTriggered(event);
                ctx.pipeline().remove(this);
                return;
            }
            ctx.fireUserEventTriggered(event);
        }
    }

    /** The handler that encrypts a connection; empty where it is plain. */
    static Optional<SslHandler> of(ChannelPipeline pipeline) {
        return Optional.ofNullable(pipeline.get(SslHandler.class));
    }

    /** The certificates with which the peer has proved who it is; none where it was not asked, or has shown none. */
    static List<X509Certificate> peerCertificates(SslHandler ssl) {
        if (!ssl.engine().getWantClientAuth()) {
            return List.of();
        }
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : ssl.engine().getSession().getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return chain;
    }

    /** Ends the threads. Handshakes under way are over. May be called twice. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
