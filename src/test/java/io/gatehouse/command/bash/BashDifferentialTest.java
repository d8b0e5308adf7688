package io.gatehouse.command.bash;

import io.gatehouse.command.Parse;
import io.gatehouse.command.ShellLine;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BashDifferentialTest {
    @TempDir
    Path directory;

    @Test
    void x() throws Exception {
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        int n = Integer.getInteger("lines", 300);
        long seed = Long.getLong("seed", 1);
        var counts = new TreeMap<String, Integer>();
        var fails = new TreeMap<Long, String>();
        var start = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(2)) {
            var queue = new ArrayBlockingQueue<RealBash>(2);
            for (int i = 0; i < 2; i++) { var d = Files.createDirectory(directory.resolve("r" + i)); d.toFile().setExecutable(true, false); queue.add(new RealBash(d)); }
            for (int i = 0; i < n; i++) {
                long s = seed * 1_000_000 + i;
                pool.submit(() -> {
                    try {
                    var bash = queue.take();
                    try {
                        var line = new ShellGrammar(s).line();
                        var script = ShellLine.parse(line);
                        var ran = bash.run(line);
                        var missed = BashDifferential.missed(script, ran, bash.work());
                        synchronized (counts) {
                            counts.merge(script.parse().toString(), 1, Integer::sum);
                            counts.merge("programs", ran.programs().size(), Integer::sum);
                            counts.merge("files", ran.files().size(), Integer::sum);
                            if (!ran.finished()) counts.merge("slow", 1, Integer::sum);
                            if (!ran.programs().isEmpty()) counts.merge("ran something, " + script.parse(), 1, Integer::sum);
                            if (!missed.isEmpty()) { counts.merge("missed," + script.parse(), 1, Integer::sum); fails.put(s, script.parse() + " " + missed + "\n    " + line.replace("\n", "⏎").replace("\r", "␍")); }
                        }
                    } finally { queue.add(bash); }
                    } catch (Throwable e) { e.printStackTrace(); }
                });
            }
        }
        for (int i = 0; i < 2; i++) new ProcessBuilder("rm", "-rf", directory.resolve("r" + i).toString()).start().waitFor();
        System.out.println(counts + " in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        fails.forEach((k, v) -> System.out.println(k + " " + v));
    }
}
