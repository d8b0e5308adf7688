package io.gatehouse.console.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The description of the HTTP API, to be held against the server.
final class OpenApi {
    private final JsonNode file;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /// @param method in capitals
    record Operation(String path, String method, JsonNode described) {
        boolean needs(String scheme) {
            return described.path("security").path(0).has(scheme);
        }

        Optional<JsonNode> body() {
            return Optional.of(described
                            .path("requestBody")
                            .path("content")
                            .path("application/json")
                            .path("schema"))
                    .filter(schema -> !schema.isMissingNode());
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    OpenApi() {
        try (var stream = OpenApi.class.getResourceAsStream("/console/openapi.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("the description is missing");
            }
            var yaml = new Load(
                            LoadSettings.builder().setAllowDuplicateKeys(false).build())
                    .loadFromString(new String(stream.readAllBytes(), UTF_8));
            file = Json.mapper().valueToTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode file() {
        return file;
    }

    List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        file.path("paths").propertyStream().forEach(path -> path.getValue()
                .propertyStream()
                .forEach(method -> operations.add(
                        new Operation(path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue()))));
        return operations;
    }

    /// Follows a reference within the file.
    JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : resolved(file.at(reference.substring(1)));
    }

    /// What is wrong with a text that should be JSON of that schema.
    List<String> problems(JsonNode schema, String json) {
        var root = (ObjectNode) schema.deepCopy();
        root.set("components", file.path("components"));
        return schemas.getSchema(root).validate(Json.tree(json.getBytes(UTF_8))).stream()
                .map(Object::toString)
                .toList();
    }

    /// What is wrong with an answer: a status that the file does not name, or a body that is not as it says.
    List<String> problems(Operation operation, int status, String contentType, String body) {
        var answer = resolved(operation.described().path("responses").path(Integer.toString(status)));
        if (answer.isMissingNode()) {
            return List.of("the file names no status " + status + ", which said: " + body);
        }
        var content = answer.path("content");
        if (content.isMissingNode()) {
            return body.isEmpty() ? List.of() : List.of("a body where the file says none: " + body);
        }
        var type = contentType.split(";", 2)[0];
        var schema = content.path(type).path("schema");
        if (schema.isMissingNode()) {
            return List.of("the file names no content of type " + type);
        }
        return switch (type) {
            case "application/json" -> problems(schema, body);
            case "application/x-ndjson" ->
                body.lines().flatMap(line -> problems(schema, line).stream()).toList();
            default -> List.of();
        };
    }
}
