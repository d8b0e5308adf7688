package io.gatehouse.cerbos;

import io.gatehouse.policy.AccessRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Requests that say a little less than another.
final class Shrinking {
    private Shrinking() {}

    /// @return the boldest first; each is strictly smaller, so that shrinking ends
    static List<AccessRequest> of(AccessRequest request, Shape shape) {
        var smaller = new ArrayList<AccessRequest>();
        request.attributes().forEach((name, value) -> less(value).forEach(less -> {
            if (shape.takes(name, less)) {
                var attributes = new TreeMap<String, Object>(request.attributes());
                attributes.put(name, less);
                smaller.add(new AccessRequest(request.principal(), request.action(), attributes));
            }
        }));
        return smaller;
    }

    private static Stream<Object> less(Object value) {
        return switch (value) {
            case String text when !text.isEmpty() -> shorter(text).map(less -> less);
            case Boolean truth when truth -> Stream.of(false);
            case Long number when number != 0 -> Stream.of(0L);
            case List<?> list when !list.isEmpty() -> shorter(list);
            default -> Stream.of();
        };
    }

    private static Stream<String> shorter(String text) {
        var found = new ArrayList<String>(List.of(""));
        int half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        found.add(text.substring(half));
        found.add(text.substring(0, half));
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            found.add(text.substring(0, at) + text.substring(text.offsetByCodePoints(at, 1)));
        }
        return found.stream().filter(less -> less.length() < text.length()).distinct();
    }

    private static Stream<Object> shorter(List<?> list) {
        var found = new ArrayList<Object>(List.of(List.of()));
        for (int i = 0; i < list.size(); i++) {
            var without = new ArrayList<Object>(list);
            without.remove(i);
            found.add(without);
            for (var less : less(list.get(i)).toList()) {
                var with = new ArrayList<Object>(list);
                with.set(i, less);
                found.add(with);
            }
        }
        return found.stream();
    }
}
