package io.implatform.client;

import io.implatform.core.logic.Command;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a builder was told. */
record Options(
        List<URI> addresses,
        Wire.Dialer dialer,
        Duration connectTimeout,
        Duration silence,
        Duration answerTimeout,
        Duration backoffMin,
        Duration backoffMax,
        int unanswered,
        int events,
        int lineBytes,
        boolean keepsPassword,
        Optional<Command.Resume> resume) {}
