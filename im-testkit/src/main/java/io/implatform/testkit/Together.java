package io.implatform.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs tasks at once, each on a thread of its own, and leaves no thread behind. */
final class Together {
    private static final long TIMEOUT_SECONDS = 60;

    private Together() {}

    /** What each task returned, in their order; what one of them threw is thrown. */
    static <T> List<T> run(List<? extends Callable<T>> tasks) throws Exception {
        return runUntilFirst(tasks, tasks.size(), () -> {});
    }

    /** The same; {@code afterFirst} is run as soon as the first {@code count} of the tasks have ended. */
    static <T> List<T> runUntilFirst(List<? extends Callable<T>> tasks, int count, Runnable afterFirst)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(task));
            }
            List<T> results = new ArrayList<>();
            try {
                for (Future<T> future : futures.subList(0, count)) {
                    results.add(get(future));
                }
            } finally {
                afterFirst.run();
            }
            for (Future<T> future : futures.subList(count, futures.size())) {
                results.add(get(future));
            }
            return results;
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : e;
        }
    }
}
