package io.gatehouse.ui.window;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Span;
import io.gatehouse.policy.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The access requests of a call as they lie in each other: the tool, in it its commands, in those what they run, read
/// and reach. What lies in what, their places in the call tell.
final class QuestionTree {
    private final List<Asked> all;
    private final List<Question> ordered = new ArrayList<>();

    private QuestionTree(List<Asked> all) {
        this.all = all;
    }

    /// Each above what lies in it.
    static List<Question> of(Enforcement enforcement) {
        var tree = new QuestionTree(enforcement.asked());
        tree.add(null, 0);
        return List.copyOf(tree.ordered);
    }

    /// By identity, because a call may ask the same twice.
    @SuppressWarnings("ReferenceEquality")
    private void add(@Nullable Asked parent, int depth) {
        for (var asked : all) {
            if (parent(asked).orElse(null) == parent) {
                ordered.add(Question.of(asked, depth));
                add(asked, depth + 1);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private Optional<Asked> parent(Asked child) {
        return all.stream()
                .filter(command -> command.request().action() == Action.EXEC && isIn(child, command))
                .min(Comparator.comparingInt(QuestionTree::length))
                .or(() -> all.stream()
                        .filter(tool -> tool.request().action() == Action.USE)
                        .findFirst())
                .filter(parent -> parent != child && child.request().action() != Action.USE);
    }

    /// A command lies in a longer one only; anything else may be all of it.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isIn(Asked child, Asked command) {
        boolean isCommand = child.request().action() == Action.EXEC;
        return child != command
                && !child.spans().isEmpty()
                && (!isCommand || length(child) < length(command))
                && child.spans().stream().allMatch(inner -> command.spans().stream()
                        .anyMatch(outer -> outer.from() <= inner.from() && inner.to() <= outer.to()));
    }

    private static int length(Asked asked) {
        return asked.spans().stream().mapToInt(QuestionTree::length).sum();
    }

    private static int length(Span span) {
        return span.to() - span.from();
    }
}
