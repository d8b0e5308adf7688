package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.analysis.Analyser.Places;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Argument;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What analysis sends is what the schemas of the starter policies ask for: no attribute more, none less, each of its
/// type.
class ContractTest {
    private static final Path SCHEMAS = Path.of("policies/_schemas");

    private static final List<Intent> EVERYTHING = List.of(
            new Intent.Shell("cd src && sudo cat a | tee b > c; rm -r d; curl https://x.example; $X 'unclosed", true),
            new Intent.File(Action.READ, "a", false, "*"),
            new Intent.File(Action.ACCESS, "a", true, ""),
            new Intent.File(Action.WRITE, "a", false, ""),
            new Intent.File(Action.DELETE, "a", false, ""),
            new Intent.Connect("https://x.example/a", "GET"),
            new Intent.Connect("nonsense", "GET"),
            new Intent.McpCall("demo", "echo", List.of("text")),
            new Intent.Spawn("Explore"),
            new Intent.Configure("/x"),
            new Intent.Arguments(List.of(new Argument("command", "x", false))));

    @Test
    void everyRequestHasExactlyTheAttributesOfItsKind() throws IOException {
        var analyser = new Analyser(
                new Principal("ada", List.of("developer"), Map.of()),
                new Places("/home/ada", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
                new RealDisk(true),
                _ -> Optional.empty(),
                Clock.systemUTC());
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", "Bash", "", "", "default", "/work");
        var requests = analyser.apply(new ToolCall(origin, EVERYTHING, "x", List.of())).findings().stream()
                .map(Finding::request)
                .toList();

        var seen = EnumSet.noneOf(Action.class);
        for (var request : requests) {
            seen.add(request.action());
            conforms(request);
        }
        assertEquals(EnumSet.allOf(Action.class), seen);
    }

    private static void conforms(AccessRequest request) throws IOException {
        var schema =
                Json.tree(Files.readAllBytes(SCHEMAS.resolve(request.action().kind() + ".json")));
        var properties = schema.path("properties");
        assertEquals(
                new TreeSet<>(properties.propertyNames()), request.attributes().keySet(), request.toString());
        var required = new TreeSet<String>();
        schema.path("required").forEach(name -> required.add(name.stringValue()));
        assertEquals(required, request.attributes().keySet());
        request.attributes().forEach((name, value) -> {
            var type = properties.path(name).path("type").stringValue();
            assertTrue(Set.of(typeOf(value)).contains(type), name + " is " + typeOf(value) + ", not " + type);
            var values = properties.path(name).path("enum");
            assertTrue(
                    values.isMissingNode()
                            || values.valueStream()
                                    .anyMatch(one -> one.stringValue().equals(value)),
                    name + " is " + value);
        });
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Long _ -> "integer";
            default -> "array";
        };
    }
}
