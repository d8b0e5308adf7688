package io.gatehouse.enforcement;

import io.gatehouse.policy.Shown;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A call, cut where its offending parts begin and end.
public final class Marked {
    /// @param offending whether a request that this part made is denied
    public record Part(String text, boolean offending) {}

    private Marked() {}

    /// The call as it was asked for. When a denied request is the call as a whole, and no part of it is denied by
    /// itself, all of it offends; a fault marks nothing.
    public static List<Part> parts(Enforcement enforcement) {
        var shown = enforcement.shown();
        var offending = new BitSet(shown.length());
        if (enforcement
                .verdict()
                .denial()
                .filter(deny -> deny.cause().isPolicy())
                .isPresent()) {
            mark(enforcement, offending);
        }
        var parts = new ArrayList<Part>();
        for (int from = 0; from < shown.length(); ) {
            boolean bad = offending.get(from);
            int next = bad ? offending.nextClearBit(from) : offending.nextSetBit(from);
            int to = next < 0 ? shown.length() : Math.min(next, shown.length());
            parts.add(new Part(Shown.text(shown.substring(from, to), true), bad));
            from = to;
        }
        return List.copyOf(parts);
    }

    private static void mark(Enforcement enforcement, BitSet offending) {
        int length = enforcement.shown().length();
        var denied = enforcement.asked().stream()
                .filter(asked -> !asked.decision().allows())
                .toList();
        for (var asked : denied) {
            for (Span span : asked.spans()) {
                offending.set(Math.min(span.from(), length), Math.min(span.to(), length));
            }
        }
        if (offending.isEmpty() && !denied.isEmpty()) {
            offending.set(0, length);
        }
    }
}
