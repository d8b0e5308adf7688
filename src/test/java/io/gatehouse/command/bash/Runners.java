package io.gatehouse.command.bash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.command.Script;
import io.gatehouse.command.ShellLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.LongStream;

/// Several Bashes side by side, and what they do compared with what is found in the lines.
final class Runners implements AutoCloseable {
    private static final int MANY = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int MOST_SHRINKS = 150;

    private final BlockingQueue<RealBash> free = new ArrayBlockingQueue<>(MANY);
    private final SortedMap<String, Integer> counts = new TreeMap<>();

    Runners(Path directory) {
        try {
            var passable = PosixFilePermissions.fromString("rwxr-xr-x");
            Files.setPosixFilePermissions(directory, passable);
            for (var i = 0; i < MANY; i++) {
                free.add(new RealBash(Files.createDirectory(
                        directory.resolve("runner-" + i), PosixFilePermissions.asFileAttribute(passable))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each line has a seed of its own, so that one alone can be made again.
    void assertNothingMissed(long seed, int first, int lines) {
        var from = seed * 1_000_000 + first;
        List<Callable<String>> calls = LongStream.range(from, from + lines)
                .<Callable<String>>mapToObj(each -> () -> tell(each))
                .toList();
        try (var threads = Executors.newFixedThreadPool(MANY)) {
            List<String> missed = threads.invokeAll(calls).stream()
                    .map(call -> {
                        try {
                            return call.get();
                        } catch (InterruptedException | ExecutionException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .filter(text -> !text.isEmpty())
                    .toList();
            System.out.println("bash: seed " + seed + ", " + lines + " lines from " + first + ": " + counts);
            assertEquals("", String.join("\n", missed), () -> missed.size() + " lines do more than is found in them");
            assertTrue(
                    counts.getOrDefault("seen through", 0) >= lines * 3 / 10,
                    () -> "few lines say anything: " + counts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String tell(long seed) {
        var line = new ShellGrammar(seed).line();
        var missed = missed(line, ShellLine::parse);
        if (missed.isEmpty()) {
            return "";
        }
        var shrunk = shrunk(line);
        return "seed %d: %s%n    %s%n    of %s"
                .formatted(seed, missed(shrunk, ShellLine::parse), printable(shrunk), printable(line));
    }

    /// What Bash did that the reading of the line does not tell.
    List<String> missed(String line, Function<String, Script> reading) {
        var script = reading.apply(line);
        var bash = take();
        try {
            var ran = bash.run(line);
            var missed = BashDifferential.missed(script, ran, bash.work());
            count("" + script.parse());
            if (!ran.finished()) {
                count("stopped");
            }
            if (!ran.programs().isEmpty() || !ran.files().isEmpty()) {
                count("did something, " + script.parse());
                if (missed.isEmpty() && !script.parse().equals(io.gatehouse.command.Parse.OPAQUE)) {
                    count("seen through");
                }
            }
            return missed;
        } finally {
            free.add(bash);
        }
    }

    private RealBash take() {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void count(String what) {
        synchronized (counts) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    /// Cuts out what is not needed for something to be missed.
    private String shrunk(String line) {
        var best = line;
        var runs = 0;
        for (var size = Math.max(1, line.length() / 2); size >= 1; size /= 2) {
            for (var at = 0; at < best.length() && runs < MOST_SHRINKS; ) {
                var shorter = best.substring(0, at) + best.substring(Math.min(best.length(), at + size));
                if (ShellGrammar.isSafe(shorter)
                        && ++runs > 0
                        && !missed(shorter, ShellLine::parse).isEmpty()) {
                    best = shorter;
                } else {
                    at += size;
                }
            }
        }
        return best;
    }

    private static String printable(String line) {
        return line.replace('\n', '⏎').replace('\r', '␍');
    }

    @Override
    public void close() {
        try {
            for (var bash : free) {
                bash.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
