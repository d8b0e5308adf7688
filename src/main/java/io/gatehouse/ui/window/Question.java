package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import java.util.List;
import java.util.stream.Stream;

/// One access request as the window shows it.
///
/// @param depth how many others it lies in
/// @param key what is acted on: the command, the path, the host
/// @param rules the rules that deny it
/// @param attributes all that the policy was told
record Question(int depth, String action, String key, boolean allowed, String rules, List<Details.Fact> attributes) {
    static Question of(Enforcement.Asked asked, int depth) {
        var request = asked.request();
        return new Question(
                depth,
                request.action().label(),
                Shown.line(key(request), 200),
                asked.decision().allows(),
                asked.decision().rules().stream()
                        .map(Rule::id)
                        .map(id -> Shown.text(id, false))
                        .reduce((left, right) -> left + ", " + right)
                        .orElse(""),
                request.attributes().entrySet().stream()
                        .map(entry -> new Details.Fact(
                                Shown.text(entry.getKey(), false), Shown.text(value(entry.getValue()), false), true))
                        .toList());
    }

    String word() {
        return text(allowed ? "window.verdict.allowed" : "window.verdict.denied");
    }

    private static String key(AccessRequest request) {
        return switch (request.action()) {
            case EXEC -> first(request, "argv", "program");
            case READ, WRITE, DELETE, ACCESS -> first(request, "path");
            case CONNECT -> first(request, "host", "address");
            case CALL -> join("/", first(request, "server"), first(request, "tool"));
            case USE -> first(request, "name", "tool");
            case SPAWN -> first(request, "type");
            case CONFIGURE -> first(request, "file", "type");
        };
    }

    private static String first(AccessRequest request, String... names) {
        return Stream.of(names)
                .map(name -> request.attributes().getOrDefault(name, ""))
                .map(value -> value instanceof List<?> words ? String.join(" ", texts(words)) : String.valueOf(value))
                .filter(value -> !value.isBlank())
                .findFirst()
                .orElse("");
    }

    private static String join(String between, String... parts) {
        return String.join(
                between, Stream.of(parts).filter(part -> !part.isBlank()).toList());
    }

    private static String value(Object value) {
        return switch (value) {
            case String text -> text.isEmpty() ? "\"\"" : text;
            case List<?> list -> "[" + String.join(", ", texts(list)) + "]";
            case Object other -> other.toString();
        };
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }
}
