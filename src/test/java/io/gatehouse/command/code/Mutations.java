package io.gatehouse.command.code;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Programs with pieces put in, taken out and mixed up; the same ones each time.
final class Mutations {
    private Mutations() {}

    static Stream<String> of(List<String> programs, String spice, int count) {
        var random = new Random(20_261_125);
        return IntStream.range(0, count).mapToObj(_ -> mutated(programs, spice, random));
    }

    private static String mutated(List<String> programs, String spice, Random random) {
        var text = new StringBuilder(programs.get(random.nextInt(programs.size())));
        for (var edits = random.nextInt(4); edits >= 0; edits--) {
            var at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, spice.charAt(random.nextInt(spice.length())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 3));
                default -> text.insert(at, programs.get(random.nextInt(programs.size())));
            }
        }
        return text.toString();
    }
}
