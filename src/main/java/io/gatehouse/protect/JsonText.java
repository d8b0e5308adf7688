package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Changes single members of an object in JSON text and leaves every other character as it is.
///
/// The text must have been read by [Json] before: this class finds places in valid JSON, it does not judge it.
///
/// @param open the offset of the object's opening brace
record JsonText(String text, int open) {
    private static final String UNIT = "  ";

    /// @param start of the name's opening quote
    /// @param end after the value
    private record Member(String name, int start, int value, int end) {}

    static JsonText root(String text) {
        return new JsonText(text, text.indexOf('{'));
    }

    /// The object that is the value of this member.
    Optional<JsonText> findObject(String name) {
        return find(name)
                .filter(member -> text.charAt(member.value()) == '{')
                .map(member -> new JsonText(text, member.value()));
    }

    /// The text with this member's value replaced, or with the member added as the last.
    String put(String name, JsonNode value) {
        var indent = memberIndent();
        var rendered = rendered(value, indent);
        var present = find(name);
        if (present.isPresent()) {
            return text.substring(0, present.get().value())
                    + rendered
                    + text.substring(present.get().end());
        }
        var members = members();
        var member = newline() + indent + Json.text(name) + ": " + rendered;
        if (members.isEmpty()) {
            return text.substring(0, open + 1) + member + newline() + lineIndent() + text.substring(close());
        }
        var last = members.getLast().end();
        var oneLine = !text.substring(last, close()).contains("\n");
        return text.substring(0, last)
                + ","
                + member
                + (oneLine ? newline() + lineIndent() : "")
                + text.substring(oneLine ? close() : last);
    }

    /// The text with an item added to the end of the array that is this member's value.
    String append(String name, JsonNode item) {
        var array = find(name).orElseThrow();
        var indent = memberIndent();
        var rendered = newline() + indent + UNIT + rendered(item, indent + UNIT);
        int last = array.end() - 1;
        while (isBlank(text.charAt(last - 1))) {
            last--;
        }
        var isEmpty = last - 1 == array.value();
        var oneLine = !text.substring(last, array.end()).contains("\n");
        return text.substring(0, last)
                + (isEmpty ? "" : ",")
                + rendered
                + (oneLine ? newline() + indent : "")
                + text.substring(oneLine ? array.end() - 1 : last);
    }

    /// The text without this member, which must be there.
    String remove(String name) {
        var members = members();
        var at = members.indexOf(find(name).orElseThrow());
        int from = at > 0 ? members.get(at - 1).end() : members.get(at).start();
        int to = at > 0 || members.size() == 1
                ? members.get(at).end()
                : members.get(at + 1).start();
        return text.substring(0, from) + text.substring(to);
    }

    private Optional<Member> find(String name) {
        return members().stream().filter(member -> member.name().equals(name)).findFirst();
    }

    private List<Member> members() {
        var members = new ArrayList<Member>();
        for (int i = pastBlanks(open + 1); text.charAt(i) != '}'; ) {
            int nameEnd = pastValue(i);
            int value = pastBlanks(pastBlanks(nameEnd) + 1);
            int end = pastValue(value);
            members.add(new Member(Json.read(text.substring(i, nameEnd), String.class), i, value, end));
            i = pastBlanks(end);
            if (text.charAt(i) == ',') {
                i = pastBlanks(i + 1);
            }
        }
        return members;
    }

    private int close() {
        return pastValue(open) - 1;
    }

    private int pastBlanks(int i) {
        while (isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private int pastValue(int i) {
        return switch (text.charAt(i)) {
            case '"' -> pastString(i);
            case '{', '[' -> {
                int depth = 0;
                do {
                    switch (text.charAt(i)) {
                        case '"' -> i = pastString(i) - 1;
                        case '{', '[' -> depth++;
                        case '}', ']' -> depth--;
                        default -> {}
                    }
                    i++;
                } while (depth > 0);
                yield i;
            }
            default -> {
                while (!isBlank(text.charAt(i)) && ",}]".indexOf(text.charAt(i)) < 0) {
                    i++;
                }
                yield i;
            }
        };
    }

    private int pastString(int i) {
        for (i++; text.charAt(i) != '"'; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            }
        }
        return i + 1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private String newline() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /// How the members are indented; where they share the brace's line, one step more than that line.
    private String memberIndent() {
        int first = pastBlanks(open + 1);
        int line = text.lastIndexOf('\n', first - 1);
        return text.charAt(first) != '}' && line > open ? text.substring(line + 1, first) : lineIndent() + UNIT;
    }

    /// The blanks that begin the line of the opening brace.
    private String lineIndent() {
        int start = text.lastIndexOf('\n', open) + 1;
        int end = start;
        while (end < open && isBlank(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    /// As the agents write their own settings.
    private String rendered(JsonNode node, String indent) {
        var inner = newline() + indent + UNIT;
        if (node.isObject() && !node.isEmpty()) {
            return node.properties().stream()
                    .map(member ->
                            inner + Json.text(member.getKey()) + ": " + rendered(member.getValue(), indent + UNIT))
                    .collect(Collectors.joining(",", "{", newline() + indent + "}"));
        }
        if (node.isArray() && !node.isEmpty()) {
            return node.valueStream()
                    .map(item -> inner + rendered(item, indent + UNIT))
                    .collect(Collectors.joining(",", "[", newline() + indent + "]"));
        }
        return Json.text(node);
    }
}
