package io.gatehouse.command;

import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Everything found in a line so far. Bounded: one more than it holds makes the line opaque.
final class Findings {
    private static final int MOST = 5_000;
    private static final int MOST_UNITS = 1 << 20;

    private final List<Draft> commands = new ArrayList<>();
    private final Set<PathUse> paths = new LinkedHashSet<>();
    private final Set<UrlUse> urls = new LinkedHashSet<>();
    private final Set<Doubt> doubts = new LinkedHashSet<>();
    private final Deque<List<Draft>> open = new ArrayDeque<>();
    private int steps;
    private int units;
    private boolean full;

    /// False when the line asks for more work than is done for one.
    boolean step() {
        full |= ++steps > Syntax.MOST_NODES;
        return !full;
    }

    void add(Draft draft) {
        units += draft.words.stream().mapToInt(word -> word.text().length()).sum();
        if (commands.size() >= MOST || units > MOST_UNITS) {
            full = true;
            return;
        }
        commands.add(draft);
        open.forEach(list -> list.add(draft));
    }

    void add(PathUse path) {
        if (paths.size() < MOST) {
            paths.add(path);
        } else {
            full = true;
        }
    }

    void add(UrlUse url) {
        if (urls.size() < MOST) {
            urls.add(url);
        } else {
            full = true;
        }
    }

    void doubt(String what, Part where) {
        if (doubts.size() < MOST) {
            doubts.add(new Doubt(what, where));
        }
    }

    /// A part of which not even the program is known.
    void opaque(String what, Part where, Context context, String directory) {
        doubt(what, where);
        add(new Draft("", List.of(), context.wrappers(), false, context.background(), directory, where));
    }

    /// The commands that a step found, without those of its substitutions.
    List<Draft> during(Runnable step) {
        List<Draft> found = new ArrayList<>();
        open.push(found);
        step.run();
        open.pop();
        return found;
    }

    /// The commands of a substitution, which are not commands of what stands around it.
    List<Draft> apart(Runnable step) {
        List<List<Draft>> around = new ArrayList<>(open);
        open.clear();
        var found = during(step);
        open.addAll(around);
        return found;
    }

    Script finish(Part whole) {
        if (full) {
            doubt("a line that does more than can be followed", whole);
            commands.add(new Draft("", List.of(), List.of(), false, false, "", whole));
        }
        return new Script(
                commands.stream().map(Draft::finish).toList(),
                List.copyOf(paths),
                List.copyOf(urls),
                List.copyOf(doubts));
    }
}
