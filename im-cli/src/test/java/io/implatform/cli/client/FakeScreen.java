package io.implatform.cli.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A screen that keeps what it was given to show, and types the secrets that it was given. */
final class FakeScreen implements Screen {
    final List<String> printed = new ArrayList<>();
    final Queue<String> secrets = new ArrayDeque<>();

    @Override
    public synchronized void print(String lines) {
        printed.addAll(lines.lines().toList());
    }

    @Override
    public Optional<String> secret(String question) {
        return Optional.ofNullable(secrets.poll());
    }

    @Override
    public void refresh() {}
}
