package io.gatehouse.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.command.ShellLine;
import io.gatehouse.corpus.Corpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Prints what it costs to read a shell line, over the whole corpora, in a process with the daemon's flags.
@Tag("bench")
class ShellLineBenchIT {
    private static final int ROUNDS = 30;

    @Test
    void readsTheCorpora() throws Exception {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(GateBenchIT.JVM_FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reader.class.getName()));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    /// The process that is measured. A line's time is the median of its rounds behind three that warm up.
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) {
            measure("everyday", Corpus.everydayLines());
            measure("tricks", Corpus.trickLines());
        }

        private static void measure(String what, List<String> lines) {
            var times = new long[lines.size()][ROUNDS];
            long found = 0; // so that no reading is for nothing
            for (var round = -3; round < ROUNDS; round++) {
                for (var i = 0; i < lines.size(); i++) {
                    var start = System.nanoTime();
                    var read = ShellLine.parse(lines.get(i));
                    var took = System.nanoTime() - start;
                    found += read.commands().size();
                    if (round >= 0) {
                        times[i][round] = took;
                    }
                }
            }
            var medians = new long[lines.size()];
            var slowest = 0;
            for (var i = 0; i < lines.size(); i++) {
                Arrays.sort(times[i]);
                medians[i] = times[i][ROUNDS / 2];
                slowest = medians[i] > medians[slowest] ? i : slowest;
            }
            var worst = lines.get(slowest).lines().findFirst().orElse("");
            Arrays.sort(medians);
            System.out.printf(
                    "%-9s %4d lines: p50 %.3f ms, p99 %.3f ms, worst %.3f ms (%s), %d commands%n",
                    what,
                    lines.size(),
                    medians[lines.size() / 2] / 1e6,
                    medians[lines.size() * 99 / 100] / 1e6,
                    medians[lines.size() - 1] / 1e6,
                    worst.substring(0, Math.min(60, worst.length())),
                    found);
        }
    }
}
